using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.ServiceDefaults;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets clients call a service by its name in the topology: <c>http://api</c>, <c>https+http://api</c>.</summary>
public static class ServiceDiscoveryExtensions
{
    /// <summary>Reads the addresses that the host gives in <c>services__{name}__{scheme}__{i}</c>.</summary>
    public static IServiceCollection AddServiceDiscovery(this IServiceCollection services)
    {
        services.TryAddSingleton<ServiceEndpoints>();
        services.TryAddTransient<ServiceDiscoveryHandler>();
        return services;
    }

    /// <summary>Resolves the service's name in every request of this client, its addresses in turn.</summary>
    public static IHttpClientBuilder AddServiceDiscovery(this IHttpClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddServiceDiscovery();
        return builder.AddHttpMessageHandler<ServiceDiscoveryHandler>();
    }
}
