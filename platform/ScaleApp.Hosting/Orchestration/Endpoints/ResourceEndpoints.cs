using System.Collections.Immutable;

namespace ScaleApp.Hosting.Orchestration.Endpoints;

/// <summary>The endpoints of one resource, bound for the whole run.</summary>
internal sealed class ResourceEndpoints(IReadOnlyList<EndpointBinding> bindings, Func<int> nextPort) : IAsyncDisposable
{
    public static ResourceEndpoints None { get; } = new([], () => 0);

    public IReadOnlyList<EndpointBinding> Bindings { get; } = bindings;

    /// <summary>True when another start may listen elsewhere, because a balancer stands in front.</summary>
    public bool CanMove => Bindings.Any(binding => binding.FixedPort is null);

    public bool IsBalanced => Bindings.Any(binding => binding.Balancer is not null);

    /// <summary>Chooses the ports for one start of one replica.</summary>
    public ImmutableDictionary<string, int> ChoosePorts() => Bindings.ToImmutableDictionary(
        binding => binding.Endpoint.Name, binding => binding.FixedPort ?? nextPort(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Closes the public ports: nothing new comes in, what is in flight may end within the time given.</summary>
    public Task StopAsync(TimeSpan drain, CancellationToken cancellationToken) => Task.WhenAll(
        Bindings.Select(binding => binding.Balancer?.StopAsync(drain, cancellationToken) ?? Task.CompletedTask));

    public async ValueTask DisposeAsync()
    {
        foreach (var binding in Bindings)
        {
            if (binding.Balancer is { } balancer)
            {
                await balancer.DisposeAsync();
            }
        }
    }
}
