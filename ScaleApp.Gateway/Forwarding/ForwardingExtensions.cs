using Yarp.ReverseProxy.Forwarder;

namespace ScaleApp.Gateway.Forwarding;

/// <summary>YARP, with what it does not do by itself: repeated requests, problem details, exact request targets.</summary>
internal static class ForwardingExtensions
{
    public static void AddForwarding(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IForwarderHttpClientFactory, ReplicaHttpClientFactory>();
        builder.Services.AddReverseProxy().AddTransforms(RequestTransforms.Apply);
    }

    /// <summary>Everything that is not an endpoint of the gateway's own goes to a replica. The replica's deadlines hold, not the gateway's.</summary>
    public static void MapForwarding(this IEndpointRouteBuilder routes) =>
        routes.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<HubStreamMiddleware>();
            proxy.UseMiddleware<ProblemMiddleware>();
            proxy.UseMiddleware<BodyLimitMiddleware>();
            proxy.UseMiddleware<RetryMiddleware>();
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        }).DisableRequestTimeout();
}
