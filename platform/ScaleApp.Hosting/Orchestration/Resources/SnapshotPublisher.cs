using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Health;
using ScaleApp.Hosting.Orchestration.Replicas;

namespace ScaleApp.Hosting.Orchestration.Resources;

/// <summary>Tells everybody who watches what became of a resource and of its replicas.</summary>
internal sealed class SnapshotPublisher(IResource resource, ResourceEndpoints endpoints, ResourceNotificationService notifications)
{
    /// <summary>The property that says why a resource or replica is in its state.</summary>
    public const string ReasonProperty = "state.reason";

    private const string ReplicasProperty = "replicas";

    /// <summary>How many replicas a resource as a whole has; 0 for one replica.</summary>
    public static int ReplicasOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == ReplicasProperty)?.Value is int count ? count : 0;

    // The newest status is read inside the change, so that whoever publishes last publishes the newest.
    public void Replica(Replica replica) => Publish(replica.Id, before => Describe(before, replica, replica.Status.Value));

    public void Removed(Replica replica) => notifications.Remove(replica.Id);

    /// <summary>The resource as a whole.</summary>
    public void Whole(Observed<ResourceStatus> status, Func<IReadOnlyList<CheckReport>> checks, Func<IReadOnlyList<Replica>> replicas) =>
        Publish(resource.Name, before => Describe(before, status.Value, checks(), replicas()));

    private CustomResourceSnapshot Describe(CustomResourceSnapshot before, Replica replica, ReplicaStatus now) => before with
    {
        State = StateOf(now.Phase),
        StartTimeStamp = now.StartedAt?.UtcDateTime,
        StopTimeStamp = now.StoppedAt?.UtcDateTime,
        ExitCode = now.ExitCode,
        HealthReports = ReportsOf(now),
        EnvironmentVariables = now.Variables,
        Urls =
        [
            .. now.Ports.Select(port => new UrlSnapshot(port.Key, UrlOf(port.Key, port.Value), IsInternal: true)
            {
                IsInactive = !now.IsReady,
            }),
        ],
        Properties = before.Properties
            .SetResourceProperty(KnownPropertyNames.ExecutablePid, now.ProcessId)
            .SetResourceProperty(KnownPropertyNames.ReplicaIndex, replica.Index)
            .SetResourceProperty(ReasonProperty, now.Reason),
    };

    private CustomResourceSnapshot Describe(
        CustomResourceSnapshot before, ResourceStatus now, IReadOnlyList<CheckReport> checks, IReadOnlyList<Replica> replicas)
    {
        var only = replicas.Count == 1 ? replicas[0].Status.Value : null;
        return before with
        {
            State = StateOf(now),
            StartTimeStamp = replicas.Min(replica => replica.Status.Value.StartedAt)?.UtcDateTime ?? before.StartTimeStamp,
            StopTimeStamp = replicas.Max(replica => replica.Status.Value.StoppedAt)?.UtcDateTime ?? before.StopTimeStamp,
            ExitCode = now.ExitCode,
            HealthReports = ReportsOf(now, checks),
            EnvironmentVariables = only?.Variables ?? before.EnvironmentVariables,
            Urls = PublicUrls(now),
            Properties = before.Properties
                .SetResourceProperty(ReplicasProperty, replicas.Count)
                .SetResourceProperty(KnownPropertyNames.ExecutablePid, only?.ProcessId)
                .SetResourceProperty(ReasonProperty, now.Reason),
        };
    }

    private ImmutableArray<UrlSnapshot> PublicUrls(ResourceStatus now)
    {
        var isInactive = now.Phase is not (ResourcePhase.Running or ResourcePhase.Ready);
        var urls = endpoints.Bindings.Select(binding =>
            new UrlSnapshot(binding.Endpoint.Name, binding.Endpoint.AllocatedEndpoint!.UriString, IsInternal: false)
            {
                IsInactive = isInactive,
            });
        var more = resource.Annotations.OfType<ResourceUrlAnnotation>().Select(url => new UrlSnapshot(null, Resolve(url), IsInternal: false)
        {
            IsInactive = isInactive,
            DisplayProperties = new(url.DisplayText ?? "", url.DisplayOrder ?? 0),
        });
        return [.. urls, .. more];
    }

    private static string Resolve(ResourceUrlAnnotation url) =>
        url.Url.StartsWith('/') && url.Endpoint is { IsAllocated: true } endpoint ? endpoint.Url + url.Url : url.Url;

    private string UrlOf(string endpointName, int port)
    {
        var scheme = endpoints.Bindings.First(binding => binding.Endpoint.Name == endpointName) is { Balancer: null } binding
            ? binding.Endpoint.UriScheme
            : "http";
        return $"{scheme}://127.0.0.1:{port}";
    }

    private void Publish(string id, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        // The service answers at once; there is nothing to wait for.
        _ = notifications.PublishUpdateAsync(resource, id, change);
    }

    private static ImmutableArray<HealthReportSnapshot> ReportsOf(ReplicaStatus now)
    {
        var reports = now.Checks.Select(Report);
        return now is { Phase: ReplicaPhase.Running, IsReady: false, Checks: [] }
            ? [new HealthReportSnapshot("process", HealthStatus.Unhealthy, "has only just been started", null)]
            : [.. reports];
    }

    private static ImmutableArray<HealthReportSnapshot> ReportsOf(ResourceStatus now, IReadOnlyList<CheckReport> checks)
    {
        ImmutableArray<HealthReportSnapshot> reports = [.. checks.Select(Report)];
        var isHidden = now.Phase == ResourcePhase.Ready || reports.Any(report => report.Status == HealthStatus.Unhealthy);
        return isHidden
            ? reports
            : reports.Add(new HealthReportSnapshot("ready", HealthStatus.Unhealthy, now.Reason ?? "is being prepared", null));
    }

    private static HealthReportSnapshot Report(CheckReport check) => new(check.Name, check.Status, check.Description, null);

    private static ResourceStateSnapshot StateOf(ReplicaPhase phase) => Styled(phase switch
    {
        ReplicaPhase.CrashLoop => KnownResourceStates.RuntimeUnhealthy,
        _ => phase.ToString(),
    });

    private static ResourceStateSnapshot StateOf(ResourceStatus now) => Styled(now.Phase switch
    {
        ResourcePhase.Ready => KnownResourceStates.Running,
        ResourcePhase.Failed => KnownResourceStates.FailedToStart,
        ResourcePhase.Stopped => KnownResourceStates.Exited,
        _ when now.IsCrashing => KnownResourceStates.RuntimeUnhealthy,
        _ => now.Phase.ToString(),
    });

    private static ResourceStateSnapshot Styled(string text) => ResourceStateSnapshot.FromString(text)!;
}
