using System.Diagnostics.Metrics;
using Hangfire;
using Hangfire.Common;
using Hangfire.Redis.StackExchange;
using Hangfire.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>A Hangfire server of this host, with the remedies that run beside its workers.</summary>
/// <param name="Workers">How many jobs run at a time.</param>
/// <param name="Queues">By priority.</param>
/// <param name="IsFirst">Whether it also runs what the host needs once.</param>
internal sealed record JobServer(int Workers, string[] Queues, bool IsFirst)
{
    public BackgroundJobServerHostedService Create(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<JobOptions>>().Value;
        var server = new BackgroundJobServerOptions
        {
            WorkerCount = Workers,
            Queues = Queues,
            SchedulePollingInterval = options.PollInterval,
            HeartbeatInterval = options.HeartbeatInterval,
            ServerTimeout = options.ServerTimeout,
            ServerCheckInterval = options.ServerCheckInterval,
            CancellationCheckInterval = options.CancellationCheckInterval,
            StopTimeout = options.StopTimeout,
            ShutdownTimeout = options.ShutdownTimeout,
            Activator = provider.GetRequiredService<JobActivator>(),
            FilterProvider = provider.GetRequiredService<IJobFilterProvider>(),
        };

        // Twice in each pass of the watcher, so that a server that is forgotten loses its running jobs at most once.
        var presence = new ServerPresence(Workers, Queues, options.WatchInterval / 2);
        return new BackgroundJobServerHostedService(provider.GetRequiredService<JobStorage>(), server,
            IsFirst ? [presence, .. ProcessesOfTheHost(provider, options)] : [presence],
            provider.GetRequiredService<IHostApplicationLifetime>());
    }

    private static IBackgroundProcess[] ProcessesOfTheHost(IServiceProvider provider, JobOptions options)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return
        [
            new PauseGuard(options.LongestPause, time, PauseGuard.FailFast, Logger<PauseGuard>(provider)),
            new FetchedJobRecovery(provider.GetRequiredService<IConnectionMultiplexer>(), provider.GetRequiredService<RedisStorageOptions>(),
                options.FetchedTimeout, options.WatchInterval, Logger<FetchedJobRecovery>(provider)),
            new RecurringJobRegistration(provider.GetServices<RecurringJobDefinition>(), provider.GetRequiredService<IRecurringJobManagerV2>(),
                options.RegistrationInterval, Logger<RecurringJobRegistration>(provider)),
            new JobFigures(provider.GetRequiredService<IMeterFactory>(), options.FiguresInterval, time),
            new FailedJobRetention(provider.GetRequiredService<IBackgroundJobClient>(), options.KeepFailed, time),
        ];
    }

    private static ILogger<T> Logger<T>(IServiceProvider provider) => provider.GetRequiredService<ILogger<T>>();
}
