using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.Hosting.Startup;

internal sealed partial class StartupWatch(
    StartupConsole console,
    StartupSummary summary,
    ResourceNotificationService notifications,
    IOptions<StartupSummaryOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<StartupWatch> logger) : BackgroundSubscriber(lifetime)
{
    private static readonly TimeSpan FirstReminder = TimeSpan.FromSeconds(30);

    private readonly IHostApplicationLifetime _lifetime = lifetime;
    private readonly Lock _lock = new();

    protected override IReadOnlyCollection<Func<CancellationToken, Task>> Start(DistributedApplicationModel model)
    {
        // A test host has no dashboard: the test says what it needs.
        var resources = model.Resources;
        return options.Value.Enabled && resources.Any(resource => resource.Name == ResourceProgress.Dashboard)
            ? [ct => WatchAsync(new StartupProgress([.. resources]), ct)]
            : [];
    }

    protected override void OnEnded(Exception fault) => LogSilent(fault);

    private async Task WatchAsync(StartupProgress progress, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var reminding = RemindAsync(progress, ended.Token);
        try
        {
            await ReportAsync(progress, stopping);
        }
        finally
        {
            await ended.CancelAsync();
            await reminding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReportAsync(StartupProgress progress, CancellationToken ct)
    {
        var stuck = false;
        await foreach (var seen in notifications.WatchAsync(ct))
        {
            // Starts that are under way fail when the AppHost stops.
            _lifetime.ApplicationStopping.ThrowIfCancellationRequested();
            ResourceProgress? news;
            bool isReady;
            bool isStuck;
            lock (_lock)
            {
                news = progress.See(seen.Resource, seen.ResourceId, seen.Snapshot);
                (isReady, isStuck) = (progress.IsReady, progress.IsStuck);
            }

            if (news is not null)
            {
                await summary.ReportAsync(progress, news, ct);
            }

            if (isReady || (isStuck && !stuck))
            {
                summary.Write(progress);
            }

            stuck |= isStuck;
            if (isReady)
            {
                return;
            }
        }
    }

    private async Task RemindAsync(StartupProgress progress, CancellationToken ct)
    {
        for (var delay = FirstReminder; ; delay *= 2)
        {
            await Task.Delay(delay, time, ct);
            lock (_lock)
            {
                console.Report("Not ready yet: " + StartupSummary.Describe(progress.NotReady, progress));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The console does not say how the start goes on. The dashboard does.")]
    private partial void LogSilent(Exception fault);
}
