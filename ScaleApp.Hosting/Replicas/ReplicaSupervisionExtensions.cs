using Aspire.Hosting;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Hosting;

public static class ReplicaSupervisionExtensions
{
    /// <summary>Starts crashed replicas of project resources again, with back-off, and stops replicas with a longer grace.</summary>
    /// <remarks>
    /// <para>
    /// A replica that ends without having been stopped is started again after 250 ms, then after twice as long each time, up
    /// to 30 s, until it has run for 30 s. So is one whose start fails. One that a user stops stays stopped. A program
    /// without endpoints may end with exit code 0, and a resource that others <c>WaitForCompletion</c> runs once.
    /// </para>
    /// <para>
    /// Stop and Restart in the dashboard and the CLI send SIGTERM and wait for <c>ReplicaSupervision:StopGrace</c>, 30 s, where
    /// Aspire alone kills after 6 s. When the AppHost stops, replicas end first, for at most <c>ReplicaSupervision:ShutdownGrace</c>,
    /// and the servers that they use after them. <see cref="ReplicaSupervisor"/> is the service behind them.
    /// </para>
    /// </remarks>
    public static IDistributedApplicationBuilder UseReplicaSupervision(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            var services = builder.Services;
            services.AddOptions<ReplicaSupervisionOptions>()
                .BindConfiguration(ReplicaSupervisionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<SupervisedResources>();
            services.TryAddSingleton<ReplicaLifecycle>();
            services.TryAddSingleton<ReplicaCommands>();
            services.TryAddSingleton<ReplicaRestarts>();
            services.TryAddSingleton(provider => new ReplicaSupervisor(
                provider.GetRequiredService<SupervisedResources>(), provider.GetRequiredService<ReplicaLifecycle>()));
            services.TryAddEventingSubscriber<ReplicaWatch>();
            services.AddHostedService<ReplicaShutdown>();
        }

        return builder;
    }
}
