using System.Collections.Immutable;
using System.Net;
using ScaleApp.Hosting.Balancing;
using ScaleApp.Hosting.Orchestration.Endpoints;

namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>The places of one replica's life in the load balancers of its resource.</summary>
internal sealed class ReplicaTraffic
{
    private readonly IReadOnlyList<(ILoadBalancer Balancer, Destination Destination)> _places;

    private ReplicaTraffic(IReadOnlyList<(ILoadBalancer, Destination)> places) => _places = places;

    /// <summary>Takes the replica in. It gets no requests before it is ready.</summary>
    public static ReplicaTraffic Join(string replicaId, ResourceEndpoints endpoints, ImmutableDictionary<string, int> ports)
    {
        var places = new List<(ILoadBalancer Balancer, Destination Destination)>();
        foreach (var binding in endpoints.Bindings)
        {
            if (binding.Balancer is { } balancer)
            {
                var destination = new Destination(replicaId, new IPEndPoint(IPAddress.Loopback, ports[binding.Endpoint.Name]));
                balancer.Add(destination);
                places.Add((balancer, destination));
            }
        }

        return new ReplicaTraffic(places);
    }

    public void SetReady(bool isReady)
    {
        foreach (var (_, destination) in _places)
        {
            destination.IsReady = isReady;
        }
    }

    /// <summary>Takes the replica out; returns when what was in flight has ended or the time is over.</summary>
    public Task LeaveAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        SetReady(false);
        return Task.WhenAll(_places.Select(place => place.Balancer.RemoveAsync(place.Destination, drain, cancellationToken)));
    }
}
