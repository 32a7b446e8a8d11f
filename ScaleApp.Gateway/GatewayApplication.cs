using ScaleApp.Gateway.Destinations;
using ScaleApp.Gateway.Forwarding;

namespace ScaleApp.Gateway;

/// <summary>What the gateway is made of.</summary>
/// <remarks>
/// Several gateways may run side by side: what one of them knows comes from Redis and from its own health checks, and the affinity
/// cookie means the same to all of them.
/// </remarks>
internal static class GatewayApplication
{
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

        builder.AddServiceDefaults();
        builder.AddRedis();
        builder.Services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.AddEdgeServer();
        builder.AddTrustedProxies();
        builder.AddDestinations();
        builder.AddForwarding();

        var app = builder.Build();
        app.UseTrustedProxies();
        app.MapDefaultEndpoints();
        app.MapForwarding();

        return app;
    }
}
