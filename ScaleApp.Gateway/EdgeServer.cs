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
    // The first two log a warning for each request that finds no replica; its client gets 503. Data Protection warns at each start that its keys are not
    // stored: the gateway protects nothing with them.
    private static readonly string[] Repetitive =
        ["Yarp.ReverseProxy.LoadBalancing", "Yarp.ReverseProxy.Forwarder.ForwarderMiddleware", "Microsoft.AspNetCore.DataProtection"];

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

        foreach (var category in Repetitive.Where(category => builder.Configuration[$"Logging:LogLevel:{category}"] is null))
        {
            builder.Logging.AddFilter(category, LogLevel.Error);
        }
    }
}
