using System.Text;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace ScaleApp.Gateway.Forwarding;

/// <summary>Connections to replicas, which tell whether a request was sent, and send it once.</summary>
internal sealed class ReplicaHttpClientFactory(IOptions<GatewayOptions> options, TimeProvider time, ILogger<ReplicaHttpClientFactory> logger) : ForwarderHttpClientFactory(logger)
{
    // Among the headers of every forwarded request.
    private const string AlwaysSent = "X-Forwarded-Proto";

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectTimeout = options.Value.ConnectTimeout;
        handler.PlaintextStreamFilter = (connection, _) => ValueTask.FromResult<Stream>(new ReplicaStream(connection.PlaintextStream));
        handler.RequestHeaderEncodingSelector = OnWrite;
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new AttemptHandler(base.WrapHandler(context, handler), time);

    /// <summary>The handler asks this as it writes the headers of a request to an established connection.</summary>
    private static Encoding OnWrite(string header, HttpRequestMessage request)
    {
        if (header.Length == AlwaysSent.Length && header == AlwaysSent && request.Options.TryGetValue(Attempt.Key, out var attempt))
        {
            attempt.Send();
        }

        // One byte is one character, as in the gateway's own server.
        return Encoding.Latin1;
    }
}
