using System.Net.Sockets;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Balancing;

namespace ScaleApp.Hosting.Orchestration.Endpoints;

/// <summary>Binds the public ports of the topology before anything starts.</summary>
/// <param name="createBalancer">Makes a load balancer that is not started yet.</param>
/// <param name="nextPort">Chooses a free port outside the range of outgoing connections.</param>
/// <param name="isFree">Whether a program could listen on a port now.</param>
/// <param name="affinityOf">Below which path the settings pin the clients of a resource to its replicas, if at all.</param>
internal sealed class EndpointBinder(
    Func<LoadBalancerOptions, ILoadBalancer> createBalancer, Func<int> nextPort, Func<int, bool> isFree,
    Func<string, string?> affinityOf)
{
    /// <summary>Binds what the host itself listens on, and settles the port of everything else.</summary>
    /// <exception cref="DistributedApplicationException">A port is taken; the message names resource, endpoint and port.</exception>
    public async Task<ResourceEndpoints> BindAsync(IResource resource, CancellationToken cancellationToken)
    {
        var bindings = new List<EndpointBinding>();
        try
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                bindings.Add(IsBalanced(resource, endpoint)
                    ? await BalanceAsync(resource, endpoint, cancellationToken)
                    : Direct(resource, endpoint));
            }

            return new ResourceEndpoints(bindings, nextPort);
        }
        catch
        {
            await new ResourceEndpoints(bindings, nextPort).DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Projects always, so that replicas can come and go. Servers and containers never: their port is theirs, and throughput
    /// would suffer. Other programs only where the public port is not the one they listen on.
    /// </summary>
    internal static bool IsBalanced(IResource resource, EndpointAnnotation endpoint) =>
        endpoint is { IsProxied: true, Protocol: ProtocolType.Tcp }
        && !resource.Annotations.OfType<BackendAnnotation>().Any()
        && (resource is ProjectResource
            || (resource is not ContainerResource && endpoint is { Port: { } port, TargetPort: { } target } && port != target));

    private async Task<EndpointBinding> BalanceAsync(
        IResource resource, EndpointAnnotation endpoint, CancellationToken cancellationToken)
    {
        CheckTargetPort(resource, endpoint);
        var balancer = createBalancer(new LoadBalancerOptions
        {
            ResourceName = resource.Name,
            EndpointName = endpoint.Name,
            Port = endpoint.Port ?? 0,
            Scheme = endpoint.UriScheme,
            SessionAffinity = resource.Annotations.OfType<SessionAffinityAnnotation>().LastOrDefault()?.Path ?? affinityOf(resource.Name),
        });
        try
        {
            await balancer.StartAsync(cancellationToken);
        }
        catch (Exception error)
        {
            await balancer.DisposeAsync();
            throw error is IOException ? new DistributedApplicationException(error.Message, error) : error;
        }

        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, balancer.Port);
        return new EndpointBinding(endpoint, balancer, endpoint.TargetPort);
    }

    private static void CheckTargetPort(IResource resource, EndpointAnnotation endpoint)
    {
        var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        if (replicas > 1 && endpoint.TargetPort is { } target)
        {
            throw new DistributedApplicationException(
                $"Resource '{resource.Name}': endpoint '{endpoint.Name}' fixes the target port {target}, but {replicas} replicas "
                + "cannot listen on one port. Leave the target port out; each replica is then given one of its own.");
        }
    }

    private EndpointBinding Direct(IResource resource, EndpointAnnotation endpoint)
    {
        var isContainer = resource is ContainerResource || resource.Annotations.OfType<BackendAnnotation>().Any();
        var wanted = endpoint.Port ?? (isContainer ? null : endpoint.TargetPort);
        if (wanted is { } port && endpoint.Protocol == ProtocolType.Tcp && !isFree(port))
        {
            throw new DistributedApplicationException(
                $"Resource '{resource.Name}': endpoint '{endpoint.Name}' needs port {port}, which another program listens on. "
                + "Stop that program, or give the endpoint another port.");
        }

        var chosen = wanted ?? nextPort();
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, chosen);
        return new EndpointBinding(endpoint, Balancer: null, chosen);
    }
}
