using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Replicas;

internal sealed class SupervisedResource(ProjectResource resource, bool isJob)
{
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

    public LifecycleCommands? Commands { get; set; }

    /// <summary>The replicas in the order in which they appeared.</summary>
    public ImmutableList<SupervisedReplica> Replicas { get; private set; } = [];

    public SupervisedReplica? Find(string id) => Replicas.Find(replica => replica.Id == id);

    /// <summary>Only the watch adds replicas.</summary>
    public SupervisedReplica GetOrAdd(string id, Func<RestartBackoff> backoff)
    {
        if (Find(id) is { } known)
        {
            return known;
        }

        var added = new SupervisedReplica(this, id, backoff());
        Replicas = Replicas.Add(added);
        return added;
    }
}

internal sealed record LifecycleCommands(
    ResourceCommandAnnotation Start, ResourceCommandAnnotation Stop, ResourceCommandAnnotation Restart);
