using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ScaleApp.Dashboard;

/// <summary>What one of the dashboard's ports is for.</summary>
internal enum DashboardListener
{
    /// <summary>Pages.</summary>
    Frontend,

    /// <summary>OTLP over HTTP.</summary>
    OtlpHttp,

    /// <summary>OTLP over gRPC.</summary>
    OtlpGrpc,
}

/// <summary>Opens the ports, and tells by which of them a request came, whatever its number and whatever the request says.</summary>
internal static class DashboardListeners
{
    private static readonly object Key = new();

    /// <summary>Opens a port; null opens none.</summary>
    public static void Listen(this KestrelServerOptions kestrel, DashboardListener listener, Uri? url)
    {
        if (url is not null)
        {
            kestrel.Listen(new IPEndPoint(AddressOf(url), url.Port), options =>
            {
                options.Protocols = listener == DashboardListener.OtlpGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
                options.Use(next => connection =>
                {
                    connection.Items[Key] = listener;
                    return next(connection);
                });
            });
        }
    }

    /// <summary>The port that the request came by.</summary>
    public static DashboardListener Listener(this HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items[Key] is DashboardListener listener
            ? listener
            : DashboardListener.Frontend;

    private static IPAddress AddressOf(Uri url) => url.Host switch
    {
        _ when IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) => address,
        _ when DashboardOptions.IsLoopback(url.Host) => IPAddress.Loopback,
        _ => IPAddress.Any,
    };
}
