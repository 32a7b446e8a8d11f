using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.Replicas;

/// <summary>Starts failed replicas again, each after its back-off, until it runs or is stopped on purpose.</summary>
internal sealed partial class ReplicaRestarts(
    ReplicaLifecycle lifecycle,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    TimeProvider time,
    ILogger<ReplicaRestarts> logger)
{
    /// <summary>Restarts a wanted replica. Returns at once if its restart is under way, which then begins anew.</summary>
    public async Task RestartAsync(SupervisedReplica replica, string failure, CancellationToken stopping)
    {
        if (!replica.BeginRestart(failure, stopping, out var ct))
        {
            return;
        }

        try
        {
            for (var reason = failure; reason is not null;)
            {
                await WaitAsync(replica, reason, ct);
                replica.BeginTry();
                var started = await lifecycle.StartAgainAsync(replica, ct);
                reason = started.Success ? replica.EndRestart() : $"could not be started ({started.Message})";
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            replica.EndRestart();
        }
    }

    private async Task WaitAsync(SupervisedReplica replica, string reason, CancellationToken ct)
    {
        if (FailedDependency.Of(replica.Resource.Resource, notifications) is { } dependency)
        {
            LogBlocked(logger, replica.Id, reason, dependency.Name);
            LogBlocked(loggers.GetLogger(replica.Id), replica.Id, reason, dependency.Name);
            await lifecycle.UpdateRowAsync(replica, row => ReplicaRow.WithNextStart(row, $"when '{dependency.Name}' is up"));
            await dependency.RecoverAsync(notifications, ct);
            return;
        }

        var (delay, failures) = replica.Backoff.Failed();
        LogFailed(logger, replica.Id, reason, delay.TotalSeconds, failures);
        LogFailed(loggers.GetLogger(replica.Id), replica.Id, reason, delay.TotalSeconds, failures);
        var at = (time.GetUtcNow() + delay).ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        await lifecycle.UpdateRowAsync(replica, row => ReplicaRow.WithNextStart(row, at));
        await Task.Delay(delay, time, ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Replica} {Reason}. Next start in {Seconds:0.##} s; failures in a row: {Failures}.")]
    private static partial void LogFailed(ILogger logger, string replica, string reason, double seconds, int failures);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Replica} {Reason}. It waits for '{Dependency}', which has ended, and starts when that is up.")]
    private static partial void LogBlocked(ILogger logger, string replica, string reason, string dependency);
}
