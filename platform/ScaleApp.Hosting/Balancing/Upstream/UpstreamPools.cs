using System.Collections.Concurrent;

namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>A pool for each replica; emptied when the replica is lost.</summary>
internal sealed class UpstreamPools : IDisposable
{
    private readonly ConcurrentDictionary<Destination, UpstreamPool> _pools = new();
    private readonly UpstreamConnections _connections;
    private readonly DestinationSet _destinations;
    private readonly Func<Destination, UpstreamPool> _create;

    public UpstreamPools(DestinationSet destinations, LoadBalancerOptions options, TimeProvider time)
    {
        _destinations = destinations;
        _connections = new UpstreamConnections(options, time);
        _create = destination => new UpstreamPool(destination, _connections, options);
        destinations.Lost += OnLost;
    }

    public UpstreamPool Of(Destination destination) => _pools.GetOrAdd(destination, _create);

    /// <summary>Forgets a replica whose last request has ended.</summary>
    public void Forget(Destination destination)
    {
        if (_pools.TryRemove(destination, out var pool))
        {
            pool.Dispose();
        }
    }

    public void Dispose()
    {
        _destinations.Lost -= OnLost;
        foreach (var destination in _pools.Keys)
        {
            Forget(destination);
        }

        _connections.Dispose();
    }

    private void OnLost(Destination destination)
    {
        if (_pools.TryGetValue(destination, out var pool))
        {
            pool.Clear();
        }
    }
}
