using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ScaleApp.Gateway;

/// <summary>How the gateway's own server treats clients.</summary>
/// <remarks>
/// Kestrel's limits of headers hold (431). Replicas take larger headers than the gateway, so that what the gateway adds to a request
/// makes none of them refuse it.
/// </remarks>
internal static class EdgeServer
{
    // Below these levels they log several lines a request; with the last two also when there is no replica, which the client is told.
    private static readonly (string Category, LogLevel Level)[] Quiet =
    [
        ("Yarp", LogLevel.Warning), ("System.Net.Http", LogLevel.Warning),
        ("Yarp.ReverseProxy.LoadBalancing", LogLevel.Error), ("Yarp.ReverseProxy.Forwarder.ForwarderMiddleware", LogLevel.Error),
    ];

    public static void AddEdgeServer(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<KestrelServerOptions>().Configure(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // BodyLimitMiddleware limits bodies.
            kestrel.Limits.MaxRequestBodySize = null;

            // One byte is one character, so headers leave as the bytes that came; the replica decides what they mean.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        });

        // Logging:LogLevel may ask for more.
        foreach (var (category, level) in Quiet.Where(quiet => builder.Configuration[$"Logging:LogLevel:{quiet.Category}"] is null))
        {
            builder.Logging.AddFilter(category, level);
        }
    }
}
