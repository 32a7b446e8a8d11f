using System.Reflection;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Common;
using Hangfire.Redis.StackExchange;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ScaleApp.ServiceDefaults.Jobs;
using StackExchange.Redis;

namespace ScaleApp.ServiceDefaults;

/// <summary>Hangfire over the process's Redis connection.</summary>
public static class JobsExtensions
{
    /// <summary>
    /// Adds the storage, its client and its recurring jobs, over the <see cref="IConnectionMultiplexer"/> of the process. A service that
    /// only shows jobs needs no more; a worker also calls <see cref="AddJobServer"/>.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="contracts">The assemblies whose types a job may call.</param>
    public static IHostApplicationBuilder AddJobStorage(this IHostApplicationBuilder builder, params Assembly[] contracts)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (builder.Environment.IsDevelopment())
        {
            services.Configure<JobOptions>(WaitForDebuggers);
        }

        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<JobTelemetry>();
        services.AddSingleton(provider => StorageOptions(provider));

        // Before AddHangfire, whose own would be shared by all hosts of the process.
        services.AddSingleton<JobStorage>(CreateStorage);
        services.AddSingleton<IJobFilterProvider, JobFilters>(provider =>
        {
            provider.GetRequiredService<IGlobalConfiguration>();
            return new JobFilters(provider.GetRequiredService<JobTelemetry>());
        });
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(UseRedisStorage);
        UseJobFormat(contracts);

        return builder;
    }

    /// <summary>Adds a server that runs the jobs of some queues. Call it once for each group of queues with workers of its own.</summary>
    /// <param name="builder">The service, with <see cref="AddJobStorage"/>.</param>
    /// <param name="workers">How many jobs run at a time. Each takes a thread.</param>
    /// <param name="queues">By priority, the first first.</param>
    public static IHostApplicationBuilder AddJobServer(this IHostApplicationBuilder builder, int workers, params string[] queues)
    {
        ArgumentNullException.ThrowIfNull(builder);
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

    private static RedisStorageOptions StorageOptions(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<JobOptions>>().Value;
        var redis = provider.GetRequiredService<IConnectionMultiplexer>();
        return new RedisStorageOptions
        {
            Db = redis.GetDatabase().Database,
            Prefix = options.Prefix,
            FetchTimeout = options.FetchTimeout,
            InvisibilityTimeout = options.InvisibilityTimeout,
            UseTransactions = true,
        };
    }

    private static RedisJobStorage CreateStorage(IServiceProvider provider)
    {
        provider.GetRequiredService<IGlobalConfiguration>();
        return new RedisJobStorage(provider.GetRequiredService<IConnectionMultiplexer>(), provider.GetRequiredService<RedisStorageOptions>(),
            provider.GetRequiredService<IOptions<JobOptions>>().Value.WatchInterval);
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

    // For the filter that it registers, which the storage's locks need. The storage itself is the one of CreateStorage.
    private static void UseRedisStorage(IServiceProvider provider, IGlobalConfiguration configuration) =>
        configuration.UseRedisStorage(provider.GetRequiredService<IConnectionMultiplexer>(), provider.GetRequiredService<RedisStorageOptions>());
}
