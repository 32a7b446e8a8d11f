using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ScaleApp.Hosting.Balancing;

/// <summary>What one public port is to do.</summary>
internal sealed record LoadBalancerOptions
{
    public required string ResourceName { get; init; }

    public required string EndpointName { get; init; }

    /// <summary>Where to listen; loopback. With a fixed port the IPv6 loopback is bound as well, so that <c>localhost</c> is one place.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary><c>http</c>, <c>https</c> (per request) or anything else (per connection).</summary>
    public required string Scheme { get; init; }

    /// <summary>Below which path a cookie pins a client to a replica while that is ready; null, the default, for nowhere.</summary>
    public string? SessionAffinity { get; init; }

    /// <summary>How long a request waits for a ready replica before it is answered 503; two seconds.</summary>
    public TimeSpan NoReplicaWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What an https endpoint shows its clients; null, the default, takes the ASP.NET Core development certificate.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>How long opening a connection to a replica may take; five seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an exchange may stand still: no byte to or from the replica, its first answer included; 100 seconds. Then the
    /// client gets 504, or a cut connection when its answer had begun.
    /// </summary>
    public TimeSpan ActivityTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long an upgraded (WebSocket) or raw TCP connection may be silent in both directions; one hour.</summary>
    public TimeSpan TunnelIdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an unused connection to a replica is kept, shorter than Kestrel's own 130 s; one minute.</summary>
    public TimeSpan PoolIdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Client connections at one time; further ones are closed at once; 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Request bodies of known length up to this are read before a replica is chosen, so they can be sent again; 64 KiB.</summary>
    public int MaxBufferedBody { get; init; } = 64 * 1024;

    /// <summary>The largest status line plus headers taken from a replica; 64 KiB.</summary>
    public int MaxResponseHead { get; init; } = 64 * 1024;

    /// <summary>
    /// Peers whose X-Forwarded-* headers are believed and added to; none. From anybody else they are replaced, because then
    /// this balancer is the edge.
    /// </summary>
    public IReadOnlyList<IPAddress> KnownProxies { get; init; } = [];
}
