using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>The process that runs in place of an official resource's container.</summary>
/// <remarks>Hidden: the official resource's row shows its state.</remarks>
internal sealed class InstalledServerResource : ExecutableResource
{
    /// <summary>What Aspire calls the type of a process.</summary>
    public const string TypeName = "Executable";

    private const string EndpointName = "tcp";

    public InstalledServerResource(ContainerResource owner, ServerKind kind, DataFolder data, ServerStart start)
        : base($"{owner.Name}-installed", "/bin/sh", workingDirectory: "/")
    {
        Owner = owner;
        Kind = kind;
        Data = data;

        Annotations.Add(new ResourceSnapshotAnnotation(
            new CustomResourceSnapshot { ResourceType = TypeName, Properties = [], IsHidden = true }));
        AddArguments();
        Copy<EnvironmentCallbackAnnotation>();
        Annotations.Add(new EnvironmentCallbackAnnotation(context => start.PrepareAsync(this, context)));
        Copy<ExplicitStartupAnnotation>();
    }

    public ContainerResource Owner { get; }

    public ServerKind Kind { get; }

    public DataFolder Data { get; }

    /// <summary>The owner's endpoint, which the server listens on.</summary>
    public EndpointReference Endpoint => Owner.GetEndpoint(EndpointName);

    /// <summary>
    /// Makes the owner a resource without a container, whose endpoint is served by a process of this machine. Aspire then looks
    /// for no container runtime, and chooses a free port that stays for the run.
    /// </summary>
    public static void RemoveContainer(ContainerResource owner, bool randomizePorts)
    {
        foreach (var annotation in owner.Annotations.Where(IsOfContainer).ToArray())
        {
            owner.Annotations.Remove(annotation);
        }

        var endpoint = owner.GetEndpoint(EndpointName).EndpointAnnotation;
        if (endpoint.TlsEnabled)
        {
            endpoint.TlsEnabled = false;
            endpoint.UriScheme = owner is RedisResource ? "redis" : endpoint.UriScheme;
        }

        // Read first: without a proxy the container's port counts as the endpoint's.
        var port = randomizePorts ? null : endpoint.Port;
        endpoint.IsProxied = false;
        endpoint.Port = endpoint.TargetPort = port;
    }

    // With a trusted development certificate Redis has a second endpoint, for its port without TLS.
    private static bool IsOfContainer(IResourceAnnotation annotation) =>
        annotation is ContainerImageAnnotation or ContainerLifetimeAnnotation or EndpointAnnotation { Name: not EndpointName };

    // The official resource's arguments come last. The script is in a variable: a list of processes stays readable.
    private void AddArguments()
    {
        var first = 0;
        Annotations.Add(new CommandLineArgsCallbackAnnotation(arguments =>
        {
            arguments.Add("-c");
            arguments.Add("eval \"$SERVER_SCRIPT\"");
            arguments.Add(Owner.Name);
            first = arguments.Count;
        }));
        Copy<CommandLineArgsCallbackAnnotation>();
        Annotations.Add(new CommandLineArgsCallbackAnnotation(arguments => Kind.Adapt(arguments, first)));
    }

    private void Copy<T>() where T : IResourceAnnotation
    {
        foreach (var annotation in Owner.Annotations.OfType<T>())
        {
            Annotations.Add(annotation);
        }
    }
}
