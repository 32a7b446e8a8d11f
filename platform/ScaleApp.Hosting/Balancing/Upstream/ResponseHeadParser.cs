using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>Reads the head of an HTTP/1.1 answer into response headers; strict, because a lenient reading is where smuggling begins.</summary>
/// <remarks>
/// Refused: bare line feeds, folded lines, white space before the colon, names that are no tokens, control characters in values,
/// lengths that disagree, a length beside chunked, any transfer coding but chunked. Syntax: RFC 9112.
/// </remarks>
internal static class ResponseHeadParser
{
    private const int MaxHeaders = 200;

    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly SearchValues<byte> ForbiddenInValue = SearchValues.Create("\0\r\n"u8);

    /// <summary>Parses a whole head, blank line included, and adds the headers that are meant for the client.</summary>
    /// <param name="bytes">From the status line to the blank line.</param>
    /// <param name="noBody">True for the answer to HEAD: it describes a body and has none.</param>
    /// <param name="headers">Where they go; untouched for an interim answer (1xx but 101).</param>
    /// <param name="lines">The connection's cache of strings.</param>
    /// <exception cref="UpstreamException">With <see cref="UpstreamFailure.BadAnswer"/>.</exception>
    public static ResponseHead Parse(ReadOnlySpan<byte> bytes, bool noBody, IHeaderDictionary headers, HeaderLineCache lines)
    {
        var head = ParseStatusLine(TakeLine(ref bytes), out var isHttp10);
        head.KeepAlive = !isHttp10;
        if (head.Status is >= 100 and < 200 and not StatusCodes.Status101SwitchingProtocols)
        {
            return head;
        }

        var state = new Framing { Length = -1 };
        for (var index = 0; ; index++)
        {
            var line = TakeLine(ref bytes);
            if (line.IsEmpty)
            {
                break;
            }

            if (index == MaxHeaders)
            {
                throw Bad($"more than {MaxHeaders} headers");
            }

            var (name, value) = ParseLine(line, index, lines);
            Take(name, value, ref state, ref head, headers);
        }

        foreach (var option in state.ConnectionOptions)
        {
            headers.Remove(option);
        }

        Decide(ref head, state, noBody, isHttp10);
        return head;
    }

    /// <summary>One trailer line as it may be passed on; the empty string when it must not be.</summary>
    public static void CheckTrailer(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name) =>
        SplitLine(line, out name, out _);

    private static ResponseHead ParseStatusLine(ReadOnlySpan<byte> line, out bool isHttp10)
    {
        isHttp10 = line.StartsWith("HTTP/1.0 "u8);
        if ((!isHttp10 && !line.StartsWith("HTTP/1.1 "u8)) || line.Length < 12 || (line.Length > 12 && line[12] != ' ')
            || !Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var digits) || digits != 3 || status < 100)
        {
            throw Bad("no HTTP/1.1 status line");
        }

        var reason = line.Length > 13 ? line[13..] : default;
        var usual = ReasonPhrases.GetReasonPhrase(status);
        return new ResponseHead
        {
            Status = status,
            Reason = reason.IsEmpty || Ascii.Equals(reason, usual) ? null : Encoding.Latin1.GetString(reason),
        };
    }

    private static (string Name, string Value) ParseLine(ReadOnlySpan<byte> line, int index, HeaderLineCache lines)
    {
        SplitLine(line, out var name, out var value);
        return lines.Strings(index, name, value);
    }

    private static void SplitLine(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(TokenBytes))
        {
            throw Bad("a header line without a valid name");
        }

        name = line[..colon];
        value = line[(colon + 1)..].Trim(" \t"u8);
        if (value.ContainsAny(ForbiddenInValue))
        {
            throw Bad("a header value with a control character");
        }
    }

    private static void Take(string name, string value, ref Framing state, ref ResponseHead head, IHeaderDictionary headers)
    {
        switch (HopByHop.Classify(name))
        {
            case HeaderRole.EndToEnd:
                headers.Append(name, value);
                break;
            case HeaderRole.ContentLength:
                state.AddLength(value);
                break;
            case HeaderRole.TransferEncoding:
                state.Codings++;
                state.IsChunked = value.Equals("chunked", StringComparison.OrdinalIgnoreCase);
                break;
            case HeaderRole.Connection:
                state.AddConnection(value, ref head.KeepAlive);
                break;
            case HeaderRole.Upgrade when head.Status == StatusCodes.Status101SwitchingProtocols:
                headers.Upgrade = value;
                break;
        }
    }

    private static void Decide(ref ResponseHead head, in Framing state, bool noBody, bool isHttp10)
    {
        if (state.Codings > 0 && (state.Codings > 1 || !state.IsChunked || state.Length >= 0 || isHttp10))
        {
            throw Bad("a transfer coding other than chunked alone");
        }

        head.ContentLength = state.Length;
        if (noBody || head.Status is 101 or 204 or 205 or 304)
        {
            // A body where none may be is not waited for: the connection is not used again.
            head.Framing = BodyFraming.None;
            head.KeepAlive &= noBody || head.Status == 304 || (state.Length <= 0 && !state.IsChunked);
        }
        else if (state.IsChunked)
        {
            head.Framing = BodyFraming.Chunked;
        }
        else if (state.Length >= 0)
        {
            head.Framing = BodyFraming.Length;
        }
        else
        {
            (head.Framing, head.KeepAlive) = (BodyFraming.UntilClose, false);
        }
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0)
        {
            throw Bad("a head without its blank line");
        }

        var line = bytes[..end];
        bytes = bytes[(end + 2)..];
        return line;
    }

    private static UpstreamException Bad(string what) => new(UpstreamFailure.BadAnswer, $"the replica's answer is not valid HTTP/1.1: {what}");

    private ref struct Framing
    {
        public long Length;
        public int Codings;
        public bool IsChunked;
        private List<string>? _connectionOptions;

        public readonly IReadOnlyList<string> ConnectionOptions => _connectionOptions ?? (IReadOnlyList<string>)[];

        public void AddLength(string value)
        {
            if (value.Length is 0 or > 18 || value.AsSpan().ContainsAnyExceptInRange('0', '9'))
            {
                throw Bad("a content length that is no number");
            }

            var length = long.Parse(value);
            if (Length >= 0 && Length != length)
            {
                throw Bad("content lengths that disagree");
            }

            Length = length;
        }

        public void AddConnection(string value, ref bool keepAlive)
        {
            foreach (var option in new StringTokenizer(value, [',']))
            {
                var trimmed = option.Trim();
                if (trimmed.Equals("close", StringComparison.OrdinalIgnoreCase))
                {
                    keepAlive = false;
                }
                else if (trimmed.Length > 0 && HopByHop.Classify(trimmed.Value!) == HeaderRole.EndToEnd)
                {
                    (_connectionOptions ??= []).Add(trimmed.Value!);
                }
            }
        }
    }
}
