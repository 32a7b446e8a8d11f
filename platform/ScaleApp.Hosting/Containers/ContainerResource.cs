namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A container, run by docker or podman.</summary>
public class ContainerResource(string name, string? entrypoint = null) : Resource(name),
    IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport,
    IResourceWithProbes, IComputeResource
{
    /// <summary>The program to run instead of the image's own; null for the image's own.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}
