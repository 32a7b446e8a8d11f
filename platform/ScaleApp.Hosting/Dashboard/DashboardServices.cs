using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.Hosting.Dashboard;

/// <summary>Registers the dashboard of the topology.</summary>
internal static class DashboardServices
{
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.TryAddSingleton<DashboardEndpoint>();
        services.TryAddSingleton<UsageSampler>();
        services.TryAddSingleton<ResourceHistory>();
        services.TryAddSingleton<ResourceDescriber>();
        services.TryAddSingleton<ResourceFeed>();
        services.TryAddSingleton<DashboardHost>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<DashboardHost>());
        return services;
    }
}
