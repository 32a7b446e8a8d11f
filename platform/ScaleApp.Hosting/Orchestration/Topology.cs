using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Orchestration.Resources;

namespace ScaleApp.Hosting.Orchestration;

/// <summary>Everything that runs: one controller for each resource. Empty until the orchestrator has filled it.</summary>
internal sealed class Topology
{
    private readonly Dictionary<IResource, ResourceController> _controllers = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();

    public IReadOnlyList<ResourceController> Controllers
    {
        get
        {
            lock (_lock)
            {
                return [.. _controllers.Values];
            }
        }
    }

    public void Add(ResourceController controller)
    {
        lock (_lock)
        {
            _controllers.Add(controller.Resource, controller);
        }
    }

    public ResourceController? Find(IResource resource)
    {
        lock (_lock)
        {
            return _controllers.GetValueOrDefault(resource);
        }
    }

    /// <summary>The resource of that name, or the resource and the replica of that id; null when there is none.</summary>
    public (ResourceController Controller, Replica? Replica)? Find(string id)
    {
        foreach (var controller in Controllers)
        {
            if (string.Equals(controller.Resource.Name, id, StringComparison.OrdinalIgnoreCase))
            {
                return (controller, null);
            }

            if ((controller.Workload as ReplicaSet)?.Replicas.FirstOrDefault(
                replica => string.Equals(replica.Id, id, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return (controller, found);
            }
        }

        return null;
    }
}
