using ScaleApp.Gateway.Health;
using ScaleApp.ServiceDefaults.Replicas;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace ScaleApp.Gateway.Destinations;

/// <summary>Destinations from the registry of replicas, and the policies that decide which of them get requests.</summary>
internal static class DestinationsExtensions
{
    public static void AddDestinations(this IHostApplicationBuilder builder)
    {
        builder.AddReplicaRegistry();
        builder.Services.AddSingleton<ProxyConfiguration>();
        builder.Services.AddSingleton(services => Empty(services.GetRequiredService<ProxyConfiguration>()));
        builder.Services.AddSingleton<IProxyConfigProvider>(services => services.GetRequiredService<InMemoryConfigProvider>());
        builder.Services.AddSingleton<RegisteredDestinations>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RegisteredDestinations>());
        builder.Services.AddSingleton<IActiveHealthCheckPolicy, ReadinessPolicy>();
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, FirstFailurePolicy>();
        builder.Services.AddSingleton<IAvailableDestinationsPolicy, UsableDestinationsPolicy>();
        builder.Services.AddHealthChecks().AddCheck<DestinationsCheck>("destinations", tags: [HealthTags.Ready]);
    }

    private static InMemoryConfigProvider Empty(ProxyConfiguration configuration) => new(configuration.Routes, configuration.ClustersOver([]));
}
