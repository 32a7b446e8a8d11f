using ScaleApp.ServiceDefaults.Replicas;
using Yarp.ReverseProxy.Configuration;

namespace ScaleApp.Gateway.Destinations;

/// <summary>Destinations from the registry of replicas.</summary>
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
        builder.Services.AddHealthChecks().AddCheck<DestinationsCheck>("destinations", tags: [HealthTags.Ready]);
    }

    private static InMemoryConfigProvider Empty(ProxyConfiguration configuration) => new(configuration.Routes, configuration.ClustersOver([]));
}
