using Aspire.Hosting.ApplicationModel;
using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Hosting;

/// <summary>Single replicas of project resources: what they are, and their start and stop.</summary>
/// <remarks>Comes with <see cref="ReplicaSupervisionExtensions.UseReplicaSupervision"/>; take it from the AppHost's services.</remarks>
public sealed class ReplicaSupervisor
{
    private readonly SupervisedResources _resources;
    private readonly ReplicaLifecycle _lifecycle;

    internal ReplicaSupervisor(SupervisedResources resources, ReplicaLifecycle lifecycle) =>
        (_resources, _lifecycle) = (resources, lifecycle);

    /// <summary>The replicas of a project resource in the order in which they appeared; empty for any other resource.</summary>
    public IReadOnlyList<Replica> Replicas(IResource resource) =>
    [
        .. from replica in _resources.Find(resource)?.Replicas ?? []
           let row = _lifecycle.Row(replica.Id)
           where row is not null
           select new Replica(
               replica.Id, row.State?.Text, replica.IsWanted, ReplicaRow.ProcessId(row), ReplicaRow.Address(row)),
    ];

    /// <summary>Starts a replica that does not run, and keeps it running from then on.</summary>
    /// <remarks>Replicas of one resource start one at a time. Waits for the resource's dependencies, as every start does.</remarks>
    public Task<ExecuteCommandResult> StartAsync(string replicaId, CancellationToken ct) =>
        OnAsync(replicaId, replica => _lifecycle.StartAsync(replica, ct));

    /// <summary>
    /// Stops a replica, which is not restarted then: SIGTERM, and if it has not ended after <paramref name="grace"/>, Aspire's
    /// own stop, which kills it 6 s later. On Windows and while an IDE runs the projects, Aspire's own stop at once.
    /// </summary>
    public Task<ExecuteCommandResult> StopAsync(string replicaId, TimeSpan grace, CancellationToken ct) =>
        OnAsync(replicaId, replica => _lifecycle.StopAsync(replica, grace, ct));

    private Task<ExecuteCommandResult> OnAsync(string replicaId, Func<SupervisedReplica, Task<ExecuteCommandResult>> act) =>
        _resources.Find(replicaId) is { } replica
            ? act(replica)
            : Task.FromResult(CommandResults.Failure($"Replica '{replicaId}' does not exist."));
}
