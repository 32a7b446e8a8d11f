using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.Scaling;

/// <summary>Starts the first replicas of each set, keeps its row up to date, and runs its autoscaler.</summary>
/// <remarks>It subscribes after the supervision, whose resources the sets need.</remarks>
internal sealed partial class ReplicaSetWatch(
    ReplicaSets sets,
    ResourceNotificationService notifications,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ReplicaSetWatch> logger) : BackgroundSubscriber(lifetime)
{
    protected override IReadOnlyCollection<Func<CancellationToken, Task>> Start(DistributedApplicationModel model)
    {
        sets.Load(model);
        return
        [
            WatchAsync,
            .. sets.All.Select(set => (Func<CancellationToken, Task>)set.BeginAsync),
            .. sets.All.Select(set => (Func<CancellationToken, Task>)new Autoscaler(set, time, logger).RunAsync),
        ];
    }

    protected override void OnEnded(Exception fault) => LogEnded(fault);

    private async Task WatchAsync(CancellationToken ct)
    {
        var states = new Dictionary<string, string?>();
        await foreach (var seen in notifications.WatchAsync(ct))
        {
            if (sets.Find(seen.Resource.Name) is { } set && seen.ResourceId != seen.Resource.Name
                && (!states.TryGetValue(seen.ResourceId, out var state) || state != seen.Snapshot.State?.Text))
            {
                states[seen.ResourceId] = seen.Snapshot.State?.Text;
                await set.UpdateRowAsync();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Scaling has ended with an unexpected fault. Restart the AppHost.")]
    private partial void LogEnded(Exception fault);
}
