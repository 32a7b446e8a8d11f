using System.Diagnostics.Metrics;
using Hangfire;
using Hangfire.Client;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>A Hangfire server of this host, with the remedies that run beside its workers. The first also runs what the host needs once.</summary>
/// <remarks>
/// It is composed of the parts of Hangfire's own job server, which has no option for the delay after a failure: that grows with the square
/// of the failures of all workers together, so that after seconds without Redis most of them would sleep for minutes.
/// </remarks>
internal sealed record JobServer(int Workers, string[] Queues, bool IsFirst)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public JobServerService Create(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<JobOptions>>().Value;
        var storage = provider.GetRequiredService<JobStorage>();
        var filters = provider.GetRequiredService<IJobFilterProvider>();
        var backend = provider.GetRequiredService<IJobBackend>();
        var worker = new Worker(Queues, new BackgroundJobPerformer(filters, provider.GetRequiredService<JobActivator>()), new BackgroundJobStateChanger(filters));

        IBackgroundProcess[] others =
        [
            .. backend.ProcessesOfServer(Workers, Queues),
            .. IsFirst ? [.. backend.ProcessesOfHost(), .. Schedulers(provider, options), .. ProcessesOfTheHost(provider, options)] : Array.Empty<IBackgroundProcess>(),
        ];
        IBackgroundProcessDispatcherBuilder[] processes =
            [worker.UseBackgroundPool(Workers), .. others.Select(process => process.UseBackgroundPool(threadCount: 1))];
        return new JobServerService(
            () => new BackgroundProcessingServer(storage, processes,
                new Dictionary<string, object> { [nameof(Queues)] = Queues, ["WorkerCount"] = Workers }, ServerOptions(options)),
            provider.GetRequiredService<IHostApplicationLifetime>());
    }

    private static BackgroundProcessingServerOptions ServerOptions(JobOptions options) => new()
    {
        HeartbeatInterval = options.HeartbeatInterval,
        ServerTimeout = options.ServerTimeout,
        ServerCheckInterval = options.ServerCheckInterval,
        StopTimeout = options.StopTimeout,
        ShutdownTimeout = options.ShutdownTimeout,
        RetryDelay = _ => RetryDelay,
        RestartDelay = RetryDelay,
    };

    private static IBackgroundProcess[] Schedulers(IServiceProvider provider, JobOptions options)
    {
        var filters = provider.GetRequiredService<IJobFilterProvider>();
        return
        [
            new DelayedJobScheduler(options.PollInterval, new BackgroundJobStateChanger(filters)),
            new RecurringJobScheduling(provider.GetServices<RecurringJobDefinition>(),
                new RecurringJobScheduler(new BackgroundJobFactory(filters), options.PollInterval)),
        ];
    }

    private static IBackgroundProcess[] ProcessesOfTheHost(IServiceProvider provider, JobOptions options)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return
        [
            new PauseGuard(options.LongestPause, time, PauseGuard.FailFast, Logger<PauseGuard>(provider)),
            new RecurringJobRegistration(provider.GetServices<RecurringJobDefinition>(), provider.GetRequiredService<IRecurringJobManagerV2>(),
                options.RegistrationInterval, Logger<RecurringJobRegistration>(provider)),
            new JobFigures(provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<IJobBackend>().ListsNextJobFirst, options.FiguresInterval, time),
            new FailedJobRetention(provider.GetRequiredService<IBackgroundJobClient>(), options.KeepFailed, time),
        ];
    }

    private static ILogger<T> Logger<T>(IServiceProvider provider) => provider.GetRequiredService<ILogger<T>>();
}
