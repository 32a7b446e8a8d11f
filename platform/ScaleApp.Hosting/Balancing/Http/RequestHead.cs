using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>Writes a client's request anew for a replica: its own framing, nothing of the client's hop, where it came from.</summary>
internal sealed class RequestHead(LoadBalancerOptions options)
{
    /// <summary>Writes the head, blank line included, into the exchange's buffer.</summary>
    /// <exception cref="BadHttpRequestException">Something in it would be read in another way by the next hop.</exception>
    public void Write(Exchange exchange)
    {
        var (request, buffer) = (exchange.Request, exchange.Head);
        buffer.Clear();
        buffer.AddTarget(request.Method);
        buffer.Add(" "u8);
        buffer.AddTarget(OriginForm(request.RawTarget));
        buffer.Add(" HTTP/1.1\r\n"u8);

        var host = request.Headers.Host;
        buffer.AddHeader("Host", StringValues.IsNullOrEmpty(host) ? "localhost" : host[0]);

        var peer = Peer(exchange.Connection);
        var isKnownProxy = options.KnownProxies.Contains(peer);
        AddEndToEnd(exchange, isKnownProxy);
        AddFraming(exchange);
        AddForwarded(exchange, peer, isKnownProxy);
        buffer.Add("\r\n"u8);
    }

    private static void AddEndToEnd(Exchange exchange, bool isKnownProxy)
    {
        var headers = exchange.Request.Headers;
        var dropped = NamedInConnection(headers.Connection);

        foreach (var (name, values) in headers)
        {
            var role = HopByHop.Classify(name);
            var passes = role is HeaderRole.EndToEnd
                || (role is HeaderRole.Forwarded && isKnownProxy && !name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase));
            if (passes && (dropped is null || !dropped.Contains(name)))
            {
                for (var i = 0; i < values.Count; i++)
                {
                    exchange.Head.AddHeader(name, values[i]);
                }
            }
        }
    }

    private static void AddFraming(Exchange exchange)
    {
        var buffer = exchange.Head;
        if (exchange.IsUpgrade)
        {
            buffer.Add("Connection: Upgrade\r\n"u8);
            buffer.AddHeader("Upgrade", exchange.Request.Headers.Upgrade);
        }

        if (exchange.Body.Length is { } length)
        {
            buffer.Add("Content-Length: "u8);
            buffer.Add(length.ToString());
            buffer.Add("\r\n"u8);
        }
        else if (exchange.Body.IsStreaming)
        {
            buffer.Add("Transfer-Encoding: chunked\r\n"u8);
        }

        if (exchange.Body.AwaitsContinue)
        {
            buffer.Add("Expect: 100-continue\r\n"u8);
        }
    }

    private static void AddForwarded(Exchange exchange, IPAddress peer, bool isKnownProxy)
    {
        var (buffer, headers) = (exchange.Head, exchange.Request.Headers);
        var before = isKnownProxy ? headers["X-Forwarded-For"] : StringValues.Empty;
        buffer.AddHeader("X-Forwarded-For", before.Count > 0 ? $"{before}, {peer}" : peer.ToString());

        if (!isKnownProxy || !headers.ContainsKey("X-Forwarded-Proto"))
        {
            buffer.AddHeader("X-Forwarded-Proto", exchange.Request.Scheme);
        }

        if ((!isKnownProxy || !headers.ContainsKey("X-Forwarded-Host")) && headers.Host.Count > 0)
        {
            buffer.AddHeader("X-Forwarded-Host", headers.Host[0]);
        }
    }

    /// <summary>Path and query; a client that takes us for a forward proxy sends a whole URI.</summary>
    private static ReadOnlySpan<char> OriginForm(string target)
    {
        if (target.StartsWith('/') || target == "*")
        {
            return target;
        }

        var authority = target.IndexOf("://", StringComparison.Ordinal);
        var path = authority < 0 ? -1 : target.AsSpan(authority + 3).IndexOfAny('/', '?');
        if (authority < 0)
        {
            throw new BadHttpRequestException("The request target is neither a path nor a URI.");
        }

        var rest = path < 0 ? "/" : target[(authority + 3 + path)..];
        return rest.StartsWith('?') ? $"/{rest}" : rest;
    }

    private static IPAddress Peer(IHttpConnectionFeature? connection)
    {
        var address = connection?.RemoteIpAddress ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <remarks>
    /// Kestrel reduces the header to the one option it knows (keep-alive, close, upgrade) when there is one, so names beside
    /// such an option are not seen here and pass on.
    /// </remarks>
    private static HashSet<string>? NamedInConnection(StringValues connection)
    {
        if (connection.Count == 0 || (connection.Count == 1 && connection[0] is "keep-alive" or "close" or "Upgrade"))
        {
            return null;
        }

        return connection.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
