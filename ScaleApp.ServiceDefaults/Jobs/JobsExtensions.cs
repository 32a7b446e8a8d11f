using System.Reflection;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ScaleApp.ServiceDefaults.Jobs;

namespace ScaleApp.ServiceDefaults;

public static class JobsExtensions
{
    /// <summary>
    /// Adds the storage (<see cref="JobOptions.Storage"/>), its client and its recurring jobs. A service that only shows jobs needs no
    /// more; a worker also calls <see cref="AddJobServer"/>.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="contracts">The assemblies whose types a job may call.</param>
    public static IHostApplicationBuilder AddJobStorage(this IHostApplicationBuilder builder, params Assembly[] contracts)
    {
        var services = builder.Services;
        if (builder.Environment.IsDevelopment())
        {
            services.Configure<JobOptions>(WaitForDebuggers);
        }

        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<JobTelemetry>();
        services.AddSingleton<IJobBackend>(provider => provider.GetRequiredService<IOptions<JobOptions>>().Value.Storage switch
        {
            JobStorageKind.PostgreSQL => ActivatorUtilities.CreateInstance<PostgresJobBackend>(provider),
            _ => ActivatorUtilities.CreateInstance<RedisJobBackend>(provider),
        });

        // Before AddHangfire, whose own would be shared by all hosts of the process.
        services.AddSingleton<JobStorage>(CreateStorage);
        services.AddSingleton<IJobFilterProvider, JobFilters>(provider =>
        {
            provider.GetRequiredService<IGlobalConfiguration>();
            return new JobFilters(provider.GetRequiredService<JobTelemetry>(), provider.GetRequiredService<IJobBackend>().StorageFilter);
        });
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire((provider, configuration) => provider.GetRequiredService<IJobBackend>().Configure(configuration));
        UseJobFormat(contracts);

        return builder;
    }

    /// <summary>Adds a server that runs the jobs of some queues. Call it once for each group of queues with workers of its own.</summary>
    /// <param name="builder">The service, with <see cref="AddJobStorage"/>.</param>
    /// <param name="workers">How many jobs run at a time. Each takes a thread.</param>
    /// <param name="queues">By priority, the first first.</param>
    public static IHostApplicationBuilder AddJobServer(this IHostApplicationBuilder builder, int workers, params string[] queues)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        ArgumentOutOfRangeException.ThrowIfZero(queues.Length);
        var services = builder.Services;
        var server = new JobServer(workers, queues, IsFirst: !services.Any(service => service.ServiceType == typeof(JobServer)));
        services.AddSingleton(server);
        services.AddSingleton<IHostedService>(server.Create);
        if (server.IsFirst)
        {
            // What is running gets its time even where requests need less.
            services.AddOptions<HostOptions>().PostConfigure<IOptions<JobOptions>>((host, jobs) =>
            {
                var needed = jobs.Value.StopTimeout + jobs.Value.ShutdownTimeout;
                host.ShutdownTimeout = host.ShutdownTimeout > needed ? host.ShutdownTimeout : needed;
            });
        }

        return builder;
    }

    /// <summary>Adds a recurring job, which the servers of this process register and keep registered.</summary>
    public static IServiceCollection AddRecurringJob(this IServiceCollection services, Func<IServiceProvider, RecurringJobDefinition> job) =>
        services.AddSingleton(job);

    private static void WaitForDebuggers(JobOptions options)
    {
        options.ServerTimeout = TimeSpan.FromMinutes(10);
        options.FetchedTimeout = TimeSpan.FromMinutes(10);
        options.InvisibilityTimeout = TimeSpan.FromHours(1);
        options.LongestPause = TimeSpan.FromHours(1);
    }

    private static JobStorage CreateStorage(IServiceProvider provider)
    {
        provider.GetRequiredService<IGlobalConfiguration>();
        return provider.GetRequiredService<IJobBackend>().CreateStorage();
    }

    // Hangfire has one format a process. It is set before anything resolves Hangfire, because the outbox writes jobs in it.
    private static void UseJobFormat(Assembly[] contracts)
    {
        Array.ForEach(contracts, JobTypeResolver.Allow);
        GlobalConfiguration.Configuration
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseTypeResolver(JobTypeResolver.Resolve)
            .UseRecommendedSerializerSettings(settings => settings.TypeNameHandling = Newtonsoft.Json.TypeNameHandling.None);
    }
}
