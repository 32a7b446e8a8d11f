using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Replicas;

/// <summary>A project resource whose replicas are supervised.</summary>
internal sealed class SupervisedResource(ProjectResource resource, bool isJob)
{
    private readonly ConcurrentQueue<string> _order = new();
    private readonly ConcurrentDictionary<string, SupervisedReplica> _replicas = new();

    public ProjectResource Resource => resource;

    /// <summary>Other resources wait for it to complete: it runs once, and they have seen how it ended.</summary>
    public bool IsJob => isJob;

    /// <summary>It listens, so it is meant to run until it is stopped.</summary>
    public bool IsService => !isJob && resource.Annotations.OfType<EndpointAnnotation>().Any();

    /// <summary>
    /// Held while a replica starts. Aspire evaluates the environment of a resource's replicas from one cache that each start
    /// clears, so replicas that start at once may miss variables.
    /// </summary>
    public SemaphoreSlim StartTurn { get; } = new(1, 1);

    /// <summary>Aspire's own commands, once it has made them.</summary>
    public LifecycleCommands? Commands { get; set; }

    /// <summary>The replicas in the order in which they appeared.</summary>
    public IEnumerable<SupervisedReplica> Replicas => _order.Select(id => _replicas[id]);

    public SupervisedReplica? Find(string id) => _replicas.GetValueOrDefault(id);

    public SupervisedReplica GetOrAdd(string id, Func<ReplicaBackoff> backoff)
    {
        if (_replicas.TryGetValue(id, out var known))
        {
            return known;
        }

        var added = _replicas[id] = new SupervisedReplica(this, id, backoff());
        _order.Enqueue(id);
        return added;
    }
}

/// <summary>Start, stop and restart as Aspire makes them for a resource.</summary>
internal sealed record LifecycleCommands(
    ResourceCommandAnnotation Start, ResourceCommandAnnotation Stop, ResourceCommandAnnotation Restart);
