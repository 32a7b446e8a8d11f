using System.Net;

namespace ScaleApp.Hosting.Balancing;

/// <summary>What one public port is to do.</summary>
internal sealed record LoadBalancerOptions
{
    public required string ResourceName { get; init; }

    public required string EndpointName { get; init; }

    /// <summary>Where to listen; loopback.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary><c>http</c>, <c>https</c> (per request) or anything else (per connection).</summary>
    public required string Scheme { get; init; }

    /// <summary>Pins a client to a replica by a cookie while that replica is ready; off.</summary>
    public bool SessionAffinity { get; init; }

    /// <summary>How long a request waits for a ready replica before it is answered 503; two seconds.</summary>
    public TimeSpan NoReplicaWait { get; init; } = TimeSpan.FromSeconds(2);
}
