namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A .NET project, run from what was built of it.</summary>
public class ProjectResource(string name) : Resource(name),
    IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport,
    IResourceWithProbes, IComputeResource;
