using System.Text;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace ScaleApp.Gateway.Forwarding;

/// <summary>Connections to replicas, which tell whether a request was sent.</summary>
internal sealed class ReplicaHttpClientFactory(IOptions<GatewayOptions> options, ILogger<ReplicaHttpClientFactory> logger) : ForwarderHttpClientFactory(logger)
{
    // Among the headers of every forwarded request.
    private const string AlwaysSent = "X-Forwarded-Proto";

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectTimeout = options.Value.ConnectTimeout;
        handler.RequestHeaderEncodingSelector = OnWrite;
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new AttemptHandler(base.WrapHandler(context, handler));

    /// <summary>
    /// The handler asks this as it writes a request to an established connection. An exception does not tell as much: after a
    /// connection broke, the handler may try another by itself, and then fail as if nothing had been sent.
    /// </summary>
    private static Encoding OnWrite(string header, HttpRequestMessage request)
    {
        if (header.Length == AlwaysSent.Length && header == AlwaysSent && request.Options.TryGetValue(Attempt.Key, out var attempt))
        {
            attempt.Send();
        }

        return Encoding.Latin1;
    }
}
