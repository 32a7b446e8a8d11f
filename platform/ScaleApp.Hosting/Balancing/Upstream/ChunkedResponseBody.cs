using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>Reads a chunked body strictly and writes it on with framing of its own, trailers included.</summary>
/// <remarks>
/// Chunk extensions are dropped. A piece is passed on when it arrives, not when its chunk is complete. For a client that does
/// not know chunks (HTTP/1.0) the bare data is written.
/// </remarks>
internal readonly struct ChunkedResponseBody(UpstreamConnection connection, PipeWriter client, bool framed)
{
    private const int MaxSizeLine = 1024;
    private const int MaxTrailers = 16 * 1024;

    public async ValueTask CopyAsync()
    {
        while (true)
        {
            var line = await ReadLineAsync(MaxSizeLine).ConfigureAwait(false);
            var size = ParseSize(line.Span);
            connection.Consume(line.Length + 2);
            if (size == 0)
            {
                break;
            }

            await CopyChunkAsync(size).ConfigureAwait(false);
            var end = await ReadLineAsync(MaxSizeLine).ConfigureAwait(false);
            if (end.Length != 0)
            {
                throw Bad("a chunk longer than its size");
            }

            connection.Consume(2);
        }

        await CopyTrailersAsync().ConfigureAwait(false);
    }

    private async ValueTask CopyChunkAsync(long remaining)
    {
        while (remaining > 0)
        {
            if (connection.Buffered.IsEmpty)
            {
                await FillAsync(MaxSizeLine).ConfigureAwait(false);
            }

            var piece = (int)Math.Min(remaining, connection.Buffered.Length);
            WritePiece(connection.Buffered[..piece]);
            connection.Consume(piece);
            remaining -= piece;
        }
    }

    private void WritePiece(ReadOnlySpan<byte> piece)
    {
        if (!framed)
        {
            client.Write(piece);
            return;
        }

        var size = client.GetSpan(16);
        Utf8Formatter.TryFormat(piece.Length, size, out var written, new StandardFormat('x'));
        "\r\n"u8.CopyTo(size[written..]);
        client.Advance(written + 2);
        client.Write(piece);
        client.Write("\r\n"u8);
    }

    private async ValueTask CopyTrailersAsync()
    {
        Write("0\r\n"u8);
        var room = MaxTrailers;
        while (true)
        {
            var line = await ReadLineAsync(MaxTrailers).ConfigureAwait(false);
            if (line.Length > 0)
            {
                ResponseHeadParser.CheckTrailer(line.Span, out var name);

                // Framing and routing may not be changed after the fact (RFC 9110, 6.5.1).
                if (HopByHop.Classify(System.Text.Encoding.Latin1.GetString(name)) == HeaderRole.EndToEnd)
                {
                    Write(line.Span);
                    Write("\r\n"u8);
                }
            }

            connection.Consume(line.Length + 2);
            room -= line.Length + 2;
            if (line.Length == 0)
            {
                break;
            }

            if (room < 0)
            {
                throw Bad($"more than {MaxTrailers} bytes of trailers");
            }
        }

        Write("\r\n"u8);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (framed)
        {
            client.Write(bytes);
        }
    }

    /// <summary>The next line without its end; it stays in the buffer until consumed.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(int limit)
    {
        while (true)
        {
            var end = connection.Buffered.IndexOf("\r\n"u8);
            if (end >= 0)
            {
                return connection.BufferedMemory[..end];
            }

            if (connection.Buffered.Length > limit)
            {
                throw Bad($"a line of more than {limit} bytes in a chunked body");
            }

            await FillAsync(limit).ConfigureAwait(false);
        }
    }

    private async ValueTask FillAsync(int limit)
    {
        await ResponseBody.FlushAsync(client).ConfigureAwait(false);
        if (!await connection.FillAsync(UpstreamFailure.Cut, Math.Max(limit, 1)).ConfigureAwait(false))
        {
            throw new UpstreamException(UpstreamFailure.Cut, "the replica closed the connection before the last chunk");
        }
    }

    private static long ParseSize(ReadOnlySpan<byte> line)
    {
        var extension = line.IndexOf((byte)';');
        var digits = extension < 0 ? line : line[..extension].TrimEnd(" \t"u8);
        if (digits.Length is 0 or > 15 || !Utf8Parser.TryParse(digits, out long size, out var used, 'x') || used != digits.Length || size < 0)
        {
            throw Bad("a chunk without a valid size");
        }

        return size;
    }

    private static UpstreamException Bad(string what) => new(UpstreamFailure.BadAnswer, $"the replica's answer is not valid HTTP/1.1: {what}");
}
