using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Backends;

/// <summary>Registers what runs Redis, PostgreSQL and containers.</summary>
internal static class BackendServices
{
    /// <summary>
    /// Registers an <see cref="IBackend"/> under each of <see cref="BackendKinds"/>. Needs
    /// <see cref="Processes.ProcessServices.AddProcesses"/>.
    /// </summary>
    public static IServiceCollection AddBackends(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ContainerOptions>().Bind(configuration.GetSection(ContainerOptions.Section));
        services.TryAddSingleton<ContainerEngine>();
        services.TryAddSingleton<ContainerCommand>();
        services.TryAddSingleton<BackendChoice>();
        services.TryAddKeyedSingleton<IBackend, RedisBackend>(BackendKinds.Redis);
        services.TryAddKeyedSingleton<IBackend, PostgresBackend>(BackendKinds.Postgres);
        services.TryAddKeyedSingleton<IBackend, ContainerBackend>(BackendKinds.Container);

        return services;
    }
}
