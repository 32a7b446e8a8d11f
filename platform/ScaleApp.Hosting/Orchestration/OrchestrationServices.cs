using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.Backends;
using ScaleApp.Hosting.Balancing;
using ScaleApp.Hosting.Dashboard;
using ScaleApp.Hosting.Orchestration.Console;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Environment;
using ScaleApp.Hosting.Orchestration.Health;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Orchestration.Resources;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Orchestration;

/// <summary>Registers what runs a topology.</summary>
internal static class OrchestrationServices
{
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="stateFolder">What outlives a run; what is recorded of its programs lies in <c>run</c> there.</param>
    public static IServiceCollection AddOrchestration(
        this IServiceCollection services, IConfiguration configuration, string stateFolder)
    {
        services.AddProcesses(configuration, Path.Combine(stateFolder, "run"));
        services.AddBackends(configuration);
        services.AddOptions<OrchestrationOptions>()
            .BindConfiguration(OrchestrationOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();

        // What a check says is told with the state of its resource; while one starts, failing is the rule.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        services.TryAddSingleton(_ => StartupConsole.Open(configuration));
        services.TryAddSingleton<LoadBalancerFactory>();
        services.TryAddSingleton(provider => new EndpointBinder(
            provider.GetRequiredService<LoadBalancerFactory>().Create, TargetPorts.Shared.Next, TargetPorts.IsFree,
            resource => AppHostSettings.FindSessionAffinity(configuration, resource)));
        services.TryAddSingleton<Topology>();
        services.TryAddSingleton<ReplicaEnvironment>();
        services.TryAddSingleton<ReplicaHttpClient>();
        services.TryAddSingleton<ReplicaLogs>();
        services.TryAddSingleton<WorkloadFactory>();
        services.TryAddSingleton<ControllerFactory>();
        services.TryAddSingleton<StartupConsole>();
        services.AddDashboard();
        services.AddSingleton<ApplicationOrchestrator>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ApplicationOrchestrator>());

        return services;
    }
}
