using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Eventing;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Health;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Orchestration.Waiting;

namespace ScaleApp.Hosting.Orchestration.Resources;

/// <summary>Makes the controller of a resource, and lets everybody who watches know of what it does.</summary>
internal sealed partial class ControllerFactory(
    Topology topology, EndpointBinder binder, WorkloadFactory workloads, ResourceNotificationService notifications,
    ResourceLoggerService logs, IDistributedApplicationEventing eventing, IServiceProvider services, ILoggerFactory loggers)
{
    private readonly ILogger<ControllerFactory> _logger = loggers.CreateLogger<ControllerFactory>();

    /// <summary>Binds the resource's public ports and makes its controller; nothing is started yet.</summary>
    public async Task<ResourceController> CreateAsync(IResource resource, CancellationToken cancellationToken)
    {
        var endpoints = await binder.BindAsync(resource, cancellationToken);
        var workload = workloads.Create(resource, endpoints, FindStatus);
        var controller = new ResourceController(
            resource, workload, endpoints, new DependencyWaiter(FindStatus), eventing, services,
            logs.GetLogger(resource));
        Publish(controller, new SnapshotPublisher(resource, endpoints, notifications));
        return controller;
    }

    private Observed<ResourceStatus>? FindStatus(IResource resource) => topology.Find(resource)?.Status;

    private void Publish(ResourceController controller, SnapshotPublisher publisher)
    {
        // A resource that brought a state of its own is told about by whoever made it.
        if (controller.Workload is PassiveWorkload && controller.Resource.Annotations.OfType<ResourceSnapshotAnnotation>().Any())
        {
            return;
        }

        IReadOnlyList<CheckReport> checks = [];
        Func<IReadOnlyList<Replica>> replicas = static () => [];
        void PublishWhole() => publisher.Whole(controller.Status, () => checks, replicas);

        switch (controller.Workload)
        {
            case PassiveWorkload passive:
                passive.Checked += newest =>
                {
                    checks = newest;
                    PublishWhole();
                };
                break;
            case ReplicaSet set:
                replicas = () => set.Replicas;
                foreach (var replica in set.Replicas)
                {
                    publisher.Replica(replica);
                }

                set.ReplicaChanged += (replica, before, now) =>
                {
                    LogTrouble(replica, before, now);
                    publisher.Replica(replica);
                    checks = ReportsOf(set.Replicas);
                    PublishWhole();
                };
                set.ReplicaRemoved += replica =>
                {
                    publisher.Removed(replica);
                    logs.Remove(replica.Id);
                    checks = ReportsOf(set.Replicas);
                    PublishWhole();
                };
                break;
        }

        controller.Status.Changed += (_, now) =>
        {
            if (now is { Phase: ResourcePhase.Failed, Cause: null })
            {
                LogFailed(controller.Resource.Name, now.Reason);
            }

            PublishWhole();
            if (now.Phase is ResourcePhase.Finished or ResourcePhase.Failed or ResourcePhase.Stopped)
            {
                PublishStopped(controller.Resource);
            }
        };
        PublishWhole();
    }

    private void PublishStopped(IResource resource)
    {
        if (notifications.TryGetCurrentState(resource.Name, out var last))
        {
            // Nobody who subscribes may hold up what goes on.
            _ = eventing.PublishAsync(
                new ResourceStoppedEvent(resource, services, last), EventDispatchBehavior.NonBlockingSequential, CancellationToken.None);
        }
    }

    /// <summary>The checks of all replicas; where there are several, each under its replica's name.</summary>
    private static ImmutableArray<CheckReport> ReportsOf(IReadOnlyList<Replica> replicas) => replicas.Count == 1
        ? replicas[0].Status.Value.Checks
        :
        [
            .. replicas.SelectMany(replica => replica.Status.Value.Checks
                .Select(check => check with { Name = $"{replica.Id}: {check.Name}" })),
        ];

    private void LogTrouble(Replica replica, ReplicaStatus before, ReplicaStatus now)
    {
        if (now.Reason is { } reason && before.Reason != reason
            && now.Phase is ReplicaPhase.Exited or ReplicaPhase.CrashLoop or ReplicaPhase.Starting)
        {
            LogDied(replica.Id, now.Reason!);
        }
        else if (before.IsReady && !now.IsReady && now is { Phase: ReplicaPhase.Running, Checks.Length: > 0 })
        {
            LogUnhealthy(replica.Id, now.Checks.FirstOrDefault(check => check.Description is not null)?.Description);
        }
    }

    [LoggerMessage(1022, LogLevel.Warning, "{Replica} {Reason}")]
    private partial void LogDied(string replica, string reason);

    [LoggerMessage(1024, LogLevel.Error, "{Resource} could not be started: {Reason}")]
    private partial void LogFailed(string resource, string? reason);

    [LoggerMessage(1023, LogLevel.Warning, "{Replica} is no longer healthy and gets no requests: {Reason}")]
    private partial void LogUnhealthy(string replica, string? reason);
}
