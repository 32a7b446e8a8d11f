namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A change of a resource, or of one replica of it.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">
/// The resource's own name when the event is about the resource as a whole; the replica's id, such as <c>api-k2vq</c>, when it
/// is about one replica.
/// </param>
/// <param name="snapshot">What is known since the change.</param>
public sealed class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    public IResource Resource { get; } = resource;

    public string ResourceId { get; } = resourceId;

    public CustomResourceSnapshot Snapshot { get; } = snapshot;

    /// <summary>True when the event is about one replica and not about the resource as a whole.</summary>
    internal bool IsReplica => !string.Equals(ResourceId, Resource.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for the last event of a replica that was taken out for good.</summary>
    internal bool IsRemoval { get; init; }
}
