namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Has endpoints that others can reach.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>Is started with environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>Is started with command-line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>Can be told to wait for others before it starts.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>Is found by others under its name through service discovery.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

/// <summary>Can have HTTP probes.</summary>
public interface IResourceWithProbes : IResource;

/// <summary>Runs code of its own.</summary>
public interface IComputeResource : IResource;

/// <summary>Has no process: it is a value, there from the start.</summary>
public interface IResourceWithoutLifetime : IResource;

/// <summary>Lives inside another resource.</summary>
public interface IResourceWithParent : IResource
{
    IResource Parent { get; }
}

/// <inheritdoc cref="IResourceWithParent"/>
public interface IResourceWithParent<out T> : IResourceWithParent
    where T : IResource
{
    new T Parent { get; }

    IResource IResourceWithParent.Parent => Parent;
}
