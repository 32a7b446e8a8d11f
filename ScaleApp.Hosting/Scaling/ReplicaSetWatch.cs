using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.Scaling;

/// <summary>Starts the first replicas of each set, keeps its row up to date, and runs its autoscaler.</summary>
internal sealed partial class ReplicaSetWatch(
    ReplicaSets sets,
    RegisteredLoads loads,
    ResourceNotificationService notifications,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ReplicaSetWatch> logger) : IDistributedApplicationEventingSubscriber, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping =
        CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);

    private Task _running = Task.CompletedTask;

    public Task SubscribeAsync(
        IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext context, CancellationToken cancellationToken)
    {
        // After the supervision, which has subscribed before, has loaded its resources.
        eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            sets.Load(started.Model);
            _running = Task.WhenAll(
            [
                RunAsync(WatchAsync),
                .. sets.All.Select(set => RunAsync(set.BeginAsync)),
                .. sets.All.Select(set => RunAsync(new Autoscaler(set, loads, time, logger).RunAsync)),
            ]);
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The AppHost stops.
        }
        catch (Exception fault)
        {
            LogEnded(fault);
        }
    }

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
