using Microsoft.Extensions.Logging;

namespace ScaleApp.Jobs;

/// <summary>Returns the jobs of dead workers to their queues, and delivers messages that died with them.</summary>
/// <remarks>The script is atomic, so every server does this and no leader is needed.</remarks>
internal sealed partial class LeaseReclaimer(ServerStore store, ServerIdentity server, SignalCourier courier, TimeProvider time,
    JobMetrics metrics, ILogger<LeaseReclaimer> logger)
{
    // A dead worker's job is back within a lease and a second: half of that second is left for the call itself.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            foreach (var queue in server.Options.Queues)
            {
                try
                {
                    await LookAsync(queue, ct);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    LogFailed(error, queue);
                }
            }
        }
    }

    private async Task LookAsync(string queue, CancellationToken ct)
    {
        var (reclaimed, signals) = await store.ReclaimAsync(queue, ct);
        if (reclaimed > 0)
        {
            metrics.Reclaimed(queue, reclaimed);
            LogReclaimed(reclaimed, queue);
        }

        if (signals.Length > 0)
        {
            await courier.DeliverAsync(queue, signals, ct);
        }
    }

    [LoggerMessage(3020, LogLevel.Warning, "Took {Count} jobs of queue {Queue} back from workers that were lost")]
    private partial void LogReclaimed(int count, string queue);

    [LoggerMessage(3021, LogLevel.Warning, "Could not look for lost workers of queue {Queue}, trying again")]
    private partial void LogFailed(Exception error, string queue);
}
