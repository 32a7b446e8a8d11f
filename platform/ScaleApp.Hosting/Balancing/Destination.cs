using System.Net;

namespace ScaleApp.Hosting.Balancing;

/// <summary>One replica as a load balancer sees it.</summary>
internal sealed class Destination(string name, IPEndPoint address)
{
    private volatile bool _isReady;
    private int _inFlight;

    /// <summary>The replica's name, such as <c>api-k2vq</c>.</summary>
    public string Name { get; } = name;

    public IPEndPoint Address { get; } = address;

    /// <summary>True while the replica's own health check passes; only then does it get new requests.</summary>
    public bool IsReady { get => _isReady; set => _isReady = value; }

    /// <summary>Requests (or connections, for raw TCP) that are being forwarded to it now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    internal void Enter() => Interlocked.Increment(ref _inFlight);

    internal void Leave() => Interlocked.Decrement(ref _inFlight);
}
