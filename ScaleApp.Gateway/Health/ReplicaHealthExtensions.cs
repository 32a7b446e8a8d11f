using Yarp.ReverseProxy.Health;

namespace ScaleApp.Gateway.Health;

/// <summary>The policies that decide which replicas get requests; <see cref="Destinations.ProxyConfiguration"/> names them.</summary>
internal static class ReplicaHealthExtensions
{
    public static void AddReplicaHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IActiveHealthCheckPolicy, ReadinessPolicy>();
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, FirstFailurePolicy>();
        builder.Services.AddSingleton<IAvailableDestinationsPolicy, UsableDestinationsPolicy>();
    }
}
