using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.Hosting.Startup;

/// <summary>Writes what waits for what while the topology starts, and one summary when everything is ready.</summary>
internal sealed partial class StartupWatch(
    StartupConsole console,
    StartupSummary summary,
    ResourceNotificationService notifications,
    IOptions<StartupSummaryOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<StartupWatch> logger) : IDistributedApplicationEventingSubscriber, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping =
        CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);

    private readonly Lock _lock = new();
    private Task _watching = Task.CompletedTask;

    public Task SubscribeAsync(
        IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext context, CancellationToken ct)
    {
        eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            // A test host has no dashboard: the test says what it needs.
            var resources = started.Model.Resources;
            if (options.Value.Enabled && resources.Any(resource => resource.Name == ResourceProgress.Dashboard))
            {
                _watching = WatchAsync(new StartupProgress([.. resources]), _stopping.Token);
            }

            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private async Task WatchAsync(StartupProgress progress, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var reminding = RemindAsync(progress, ended.Token);
        try
        {
            await ReportAsync(progress, ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The AppHost stops.
        }
        catch (Exception fault)
        {
            LogSilent(fault);
        }

        await ended.CancelAsync();
        await reminding;
    }

    private async Task ReportAsync(StartupProgress progress, CancellationToken ct)
    {
        var stuck = false;
        await foreach (var seen in notifications.WatchAsync(ct))
        {
            // Starts that are under way fail when the AppHost stops.
            lifetime.ApplicationStopping.ThrowIfCancellationRequested();
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
        try
        {
            for (var delay = options.Value.RemindAfter; ; delay *= 2)
            {
                await Task.Delay(delay, time, ct);
                lock (_lock)
                {
                    console.Report("Not ready yet: " + StartupSummary.Describe(progress.NotReady, progress));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Everything is ready, or the AppHost stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The console does not say how the start goes on. The dashboard does.")]
    private partial void LogSilent(Exception fault);
}
