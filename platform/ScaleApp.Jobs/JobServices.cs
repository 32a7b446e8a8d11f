using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ScaleApp.Jobs.Recurring;

namespace ScaleApp.Jobs;

/// <summary>Registers the job engine. Both need <see cref="Redis.IRedisConnection"/> to be registered.</summary>
public static class JobServices
{
    /// <summary>
    /// Adds <see cref="IBackgroundJobClient"/>, <see cref="IRecurringJobManager"/> and <see cref="IJobMonitor"/>: what a service needs that creates jobs and does
    /// not run them. Options are read from <see cref="JobClientOptions.Section"/> and validated at start.
    /// </summary>
    public static IHostApplicationBuilder AddJobClient(this IHostApplicationBuilder builder, Action<JobClientOptions>? configure = null)
    {
        var services = builder.Services;
        services.AddOptions<JobClientOptions>().BindConfiguration(JobClientOptions.Section)
            .Configure(options => configure?.Invoke(options)).ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<QueueCatalog>();
        services.TryAddSingleton<JobWriter>();
        services.TryAddSingleton<SignalCourier>();
        services.TryAddSingleton<JobMetrics>();
        services.TryAddSingleton<IBackgroundJobClient, BackgroundJobClient>();
        services.TryAddSingleton<JobReader>();
        services.TryAddSingleton<IJobMonitor, JobMonitor>();
        services.AddRecurringJobManager();
        return builder;
    }

    /// <summary>
    /// Adds a server: it runs the jobs of its queues in this process. What <see cref="AddJobClient"/> adds is added as well.
    /// Options are read from <see cref="BackgroundJobServerOptions.Section"/> and validated at start.
    /// </summary>
    public static IHostApplicationBuilder AddJobServer(this IHostApplicationBuilder builder,
        Action<BackgroundJobServerOptions>? configure = null)
    {
        builder.AddJobClient();
        var services = builder.Services;
        services.AddOptions<BackgroundJobServerOptions>()
            .Configure<Microsoft.Extensions.Configuration.IConfiguration>(BackgroundJobServerBinding.Bind)
            .Configure(options => configure?.Invoke(options)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ServerIdentity>();
        services.TryAddSingleton<ServerStore>();
        services.TryAddSingleton<RunningJobs>();
        services.TryAddSingleton<JobTypes>();
        services.TryAddSingleton<JobRunner>();
        services.TryAddSingleton<NoteSender>();
        services.TryAddSingleton<JobStarter>();
        services.TryAddSingleton<JobPump>();
        services.TryAddSingleton<PoolGuard>();
        services.TryAddSingleton<LeaseKeeper>();
        services.TryAddSingleton<LeaseReclaimer>();
        services.TryAddSingleton<QueueGauges>();
        services.TryAddScoped<JobContextAccessor>();
        services.TryAddTransient(scope => scope.GetRequiredService<JobContextAccessor>().Current);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JobServer>());
        services.AddRecurringScheduler();
        return builder;
    }
}
