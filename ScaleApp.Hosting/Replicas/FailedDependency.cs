using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Replicas;

/// <summary>A resource that another waits for and that has ended: a start of the other would fail at once, over and over.</summary>
internal sealed record FailedDependency(WaitAnnotation Wait)
{
    public string Name => Wait.Resource.Name;

    /// <summary>The first failed dependency of a resource; null if its start can succeed.</summary>
    public static FailedDependency? Of(IResource resource, ResourceNotificationService notifications) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => new FailedDependency(wait))
            .FirstOrDefault(dependency =>
                notifications.TryGetCurrentState(dependency.Name, out var seen)
                && ReplicaChanges.IsEnd(seen.Snapshot.State?.Text) && !dependency.IsMet(seen));

    /// <summary>Completes when it was started again and runs, or has completed if that is what is waited for.</summary>
    public Task RecoverAsync(ResourceNotificationService notifications, CancellationToken ct) =>
        notifications.WaitForResourceAsync(Name, IsMet, ct);

    private bool IsMet(ResourceEvent seen) => Wait.WaitType == WaitType.WaitForCompletion
        ? ReplicaChanges.IsEnd(seen.Snapshot.State?.Text) && seen.Snapshot.ExitCode == Wait.ExitCode
        : seen.Snapshot.State?.Text == KnownResourceStates.Running;
}
