using System.Collections.ObjectModel;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>The topology: all its resources.</summary>
public sealed class DistributedApplicationModel(IResourceCollection resources)
{
    public DistributedApplicationModel(IEnumerable<IResource> resources)
        : this(new ResourceCollection([.. resources]))
    {
    }

    public IResourceCollection Resources { get; } = resources;
}

/// <summary>The resources of a topology, in the order in which they were added.</summary>
public interface IResourceCollection : IList<IResource>;

internal sealed class ResourceCollection(IList<IResource> resources) : Collection<IResource>(resources), IResourceCollection
{
    public ResourceCollection()
        : this([])
    {
    }
}
