using ScaleApp.Hosting.Backends;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>The resource is a server that is run by this machine's own installation of it, or by a container.</summary>
internal sealed class BackendAnnotation(IBackend backend) : IResourceAnnotation
{
    public IBackend Backend { get; } = backend;

    /// <summary>The endpoint whose port the server listens on.</summary>
    public string EndpointName { get; init; } = "tcp";

    /// <summary>The user to create; null when the server has none.</summary>
    public IValueProvider? UserName { get; set; }

    /// <summary>The password to ask for; null for none.</summary>
    public IValueProvider? Password { get; set; }

    /// <summary>The full path of the folder for data that outlives the run; null for a temporary one.</summary>
    public string? DataFolder { get; set; }
}
