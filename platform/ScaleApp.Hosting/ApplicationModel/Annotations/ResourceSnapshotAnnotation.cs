namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>What is known of a resource before it does anything.</summary>
public sealed class ResourceSnapshotAnnotation(CustomResourceSnapshot initialSnapshot) : IResourceAnnotation
{
    public CustomResourceSnapshot InitialSnapshot { get; } = initialSnapshot;
}
