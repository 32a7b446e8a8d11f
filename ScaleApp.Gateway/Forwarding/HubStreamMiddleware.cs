using ScaleApp.Gateway.Destinations;

namespace ScaleApp.Gateway.Forwarding;

/// <summary>Ends the connections of hubs when the gateway stops, so that their clients connect by way of another gateway at once.</summary>
/// <remarks>
/// They last as long as the client, so a stop that waited for them would always take its whole grace. It waits for messages that
/// are being sent (POST).
/// </remarks>
internal sealed class HubStreamMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetReverseProxyFeature().Cluster.Config.ClusterId == ProxyConfiguration.Hubs && !HttpMethods.IsPost(context.Request.Method)
            ? StreamAsync(context)
            : next(context);

    private async Task StreamAsync(HttpContext context)
    {
        using var stopping = lifetime.ApplicationStopping.Register(context.Abort);
        await next(context);
    }
}
