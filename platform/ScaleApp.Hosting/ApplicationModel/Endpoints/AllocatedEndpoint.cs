namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Where an endpoint can be reached while the topology runs.</summary>
/// <param name="endpoint">The endpoint that was given an address.</param>
/// <param name="address">The host name or address, such as <c>localhost</c>.</param>
/// <param name="port">The port that clients connect to: the balancer's where there is one.</param>
public sealed class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port)
{
    public EndpointAnnotation Endpoint { get; } = endpoint;

    public string Address { get; } = address;

    public int Port { get; } = port is > 0 and <= 65535
        ? port
        : throw new ArgumentOutOfRangeException(nameof(port), port, "A port lies between 1 and 65535.");

    public string UriScheme => Endpoint.UriScheme;

    /// <summary><c>host:port</c>.</summary>
    public string EndPointString => $"{Address}:{Port}";

    /// <summary><c>scheme://host:port</c>.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    public override string ToString() => UriString;
}
