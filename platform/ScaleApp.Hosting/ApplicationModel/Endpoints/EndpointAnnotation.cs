using System.Diagnostics;
using System.Net.Sockets;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A place where a resource listens.</summary>
[DebuggerDisplay("Endpoint {Name,nq}: {UriScheme,nq} {Port} -> {TargetPort}")]
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly TaskCompletionSource<AllocatedEndpoint> _allocated =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile AllocatedEndpoint? _allocatedEndpoint;

    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="uriScheme">Such as <c>http</c>; the protocol's name when null.</param>
    /// <param name="transport">Such as <c>http2</c>; <c>http</c> for HTTP schemes, else the protocol, when null.</param>
    /// <param name="name">The endpoint's name in its resource; the scheme when null.</param>
    /// <param name="port">The public port; any free one when null.</param>
    /// <param name="targetPort">The port the program itself listens on; any free one when null.</param>
    /// <param name="isExternal">True when it is meant for clients outside the topology.</param>
    /// <param name="isProxied">True when the host listens on the public port and forwards to the program.</param>
    public EndpointAnnotation(
        ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null,
        int? port = null, int? targetPort = null, bool? isExternal = null, bool isProxied = true)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? ProtocolName(protocol);
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : ProtocolName(protocol));
        Name = name ?? UriScheme;
        Port = CheckPort(port, nameof(port));
        TargetPort = CheckPort(targetPort, nameof(targetPort));
        IsExternal = isExternal ?? false;
        IsProxied = isProxied;

        ResourceName.Validate(Name, "endpoint");
    }

    public string Name { get; set; }

    public ProtocolType Protocol { get; set; }

    /// <summary>The public port; null for any free one.</summary>
    public int? Port { get; set; }

    /// <summary>The port that each replica listens on; null for any free one, which replicas of one machine need.</summary>
    public int? TargetPort { get; set; }

    public string UriScheme { get; set; }

    /// <summary>The name clients use for the host; <c>localhost</c>.</summary>
    public string TargetHost { get; set; } = "localhost";

    public string Transport { get; set; }

    /// <summary>True when it is meant for clients outside the topology.</summary>
    public bool IsExternal { get; set; }

    /// <summary>True when the host listens on the public port and shares it out over the replicas.</summary>
    public bool IsProxied { get; set; }

    /// <summary>True for an endpoint that came from the project's launch settings and not from the topology.</summary>
    internal bool FromLaunchSettings { get; init; }

    /// <summary>Keeps the endpoint out of <c>ASPNETCORE_URLS</c> and of the launch settings' way.</summary>
    internal bool ExcludeFromUrls { get; set; }

    /// <summary>The variable that tells the program its target port; null when there is none.</summary>
    internal string? TargetPortEnvironmentVariable { get; set; }

    /// <summary>Where it can be reached; null until the host has bound it. Set once.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => _allocatedEndpoint;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _allocatedEndpoint = value;
            _allocated.TrySetResult(value);
        }
    }

    /// <summary>Waits until the host has bound the endpoint.</summary>
    internal Task<AllocatedEndpoint> WhenAllocatedAsync(CancellationToken cancellationToken) =>
        _allocated.Task.WaitAsync(cancellationToken);

    private static string ProtocolName(ProtocolType protocol) => protocol == ProtocolType.Udp ? "udp" : "tcp";

    private static int? CheckPort(int? port, string parameter) => port is null or (> 0 and <= 65535)
        ? port
        : throw new ArgumentOutOfRangeException(parameter, port, "A port lies between 1 and 65535.");
}
