using ScaleApp.Gateway.Health;
using ScaleApp.ServiceDefaults.Replicas;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace ScaleApp.Gateway.Destinations;

internal static class DestinationsExtensions
{
    public static void AddDestinations(this IHostApplicationBuilder builder)
    {
        builder.AddReplicaRegistry();
        builder.Services.AddSingleton<ProxyConfiguration>();
        builder.Services.AddSingleton(services =>
        {
            var configuration = services.GetRequiredService<ProxyConfiguration>();
            return new InMemoryConfigProvider(configuration.Routes, configuration.ClustersOver([]));
        });
        builder.Services.AddSingleton<IProxyConfigProvider>(services => services.GetRequiredService<InMemoryConfigProvider>());
        builder.Services.AddSingleton<RegisteredDestinations>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RegisteredDestinations>());
        builder.Services.AddSingleton<IActiveHealthCheckPolicy, ReadinessPolicy>();
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, FirstFailurePolicy>();
        builder.Services.AddSingleton<IAvailableDestinationsPolicy, UsableDestinationsPolicy>();
        builder.Services.AddHealthChecks().AddCheck<DestinationsCheck>("destinations", tags: [HealthTags.Ready]);
    }
}
