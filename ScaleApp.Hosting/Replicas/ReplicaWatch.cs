using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.Hosting.Replicas;

/// <summary>Watches the rows of the supervised resources from the start on and hands failed replicas to their restart.</summary>
internal sealed partial class ReplicaWatch(
    SupervisedResources resources,
    ReplicaCommands commands,
    ReplicaLifecycle lifecycle,
    ReplicaRestarts restarts,
    ResourceNotificationService notifications,
    IOptions<ReplicaSupervisionOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ReplicaWatch> logger) : BackgroundSubscriber(lifetime)
{
    private readonly IHostApplicationLifetime _lifetime = lifetime;
    private readonly ConcurrentDictionary<string, Task> _restarting = new();

    private bool Restarts => options.Value.Restart ?? !lifecycle.IdeRunsProjects;

    public override Task SubscribeAsync(
        IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext context, CancellationToken cancellationToken)
    {
        // Aspire initialises a resource right after it has given it its commands.
        eventing.Subscribe<InitializeResourceEvent>((initialised, _) =>
        {
            if (resources.Find(initialised.Resource) is { } resource)
            {
                commands.Replace(resource);
            }

            return Task.CompletedTask;
        });

        return base.SubscribeAsync(eventing, context, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Task.WhenAll(_restarting.Values);
    }

    protected override IReadOnlyCollection<Func<CancellationToken, Task>> Start(DistributedApplicationModel model)
    {
        resources.Load(model);
        return [WatchAsync];
    }

    protected override void OnEnded(Exception fault) => LogEnded(fault);

    private async Task WatchAsync(CancellationToken ct)
    {
        await foreach (var seen in notifications.WatchAsync(ct))
        {
            // Before the orchestrator has named the replicas, updates come under the resource's own name.
            if (resources.Find(seen.Resource) is { } resource && seen.ResourceId != seen.Resource.Name)
            {
                See(resource.GetOrAdd(seen.ResourceId, () => new RestartBackoff(options.Value, time)), seen.Snapshot, ct);
            }
        }
    }

    private void See(SupervisedReplica replica, CustomResourceSnapshot row, CancellationToken ct)
    {
        var was = replica.LastState;
        var now = replica.LastState = row.State?.Text;
        switch (ReplicaChanges.Between(was, now, row.ExitCode, replica.Resource.IsService))
        {
            case ReplicaChange.Running:
                replica.Backoff.Started();
                _ = lifecycle.UpdateRowAsync(replica, ReplicaRow.WithoutNextStart);
                if (ReplicaRow.LacksAddress(replica.Resource.Resource, row))
                {
                    Fail(replica, "runs without ASPNETCORE_URLS, so it does not listen where it should", ct);
                }

                break;
            case ReplicaChange.Crashed:
                Fail(replica, $"ended with exit code {row.ExitCode?.ToString() ?? "unknown"}", ct);
                break;
            case ReplicaChange.StartFailed:
                Fail(replica, "failed to start", ct);
                break;
            case ReplicaChange.NotStarted:
                replica.Release();
                break;
        }
    }

    private void Fail(SupervisedReplica replica, string failure, CancellationToken ct)
    {
        // A host that stops ends the replicas, and starts that are under way fail.
        if (Restarts && !replica.Resource.IsJob && !_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            var restart = RestartAsync(replica, failure, ct);
            _restarting.AddOrUpdate(replica.Id, restart, (_, earlier) => Task.WhenAll(earlier, restart));
        }
    }

    private async Task RestartAsync(SupervisedReplica replica, string failure, CancellationToken ct)
    {
        try
        {
            await restarts.RestartAsync(replica, failure, ct);
        }
        catch (Exception fault)
        {
            LogNotRestarted(fault, replica.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Replicas are no longer supervised after an unexpected fault. Restart the AppHost.")]
    private partial void LogEnded(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Replica} is not restarted any more: its restart failed unexpectedly. Start it in the dashboard.")]
    private partial void LogNotRestarted(Exception fault, string replica);
}
