using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Resources;
using ScaleApp.Hosting.Orchestration.Waiting;

namespace ScaleApp.Hosting.Orchestration;

/// <summary>Takes the topology down: what others need goes after them, what is independent goes at the same time.</summary>
internal sealed class ShutdownSequence
{
    private readonly Dictionary<IResource, ResourceController> _controllers;
    private readonly IReadOnlyDictionary<IResource, IReadOnlyCollection<IResource>> _order;
    private readonly Dictionary<IResource, Task> _stops = new(ReferenceEqualityComparer.Instance);
    private readonly TimeSpan _drain;
    private readonly CancellationToken _kill;

    private ShutdownSequence(IReadOnlyCollection<ResourceController> controllers, TimeSpan drain, CancellationToken kill)
    {
        _controllers = controllers.ToDictionary(
            controller => controller.Resource, (IEqualityComparer<IResource>)ReferenceEqualityComparer.Instance);
        _order = StopOrder.Of(_controllers.Keys);
        (_drain, _kill) = (drain, kill);
    }

    /// <summary>Returns when nothing runs any longer. The token ends all patience.</summary>
    public static Task RunAsync(IReadOnlyCollection<ResourceController> controllers, TimeSpan drain, CancellationToken cancellationToken)
    {
        var sequence = new ShutdownSequence(controllers, drain, cancellationToken);
        return Task.WhenAll(controllers.Select(controller => sequence.StopAsync(controller.Resource)));
    }

    private Task StopAsync(IResource resource)
    {
        if (!_stops.TryGetValue(resource, out var stop))
        {
            // The tasks of those before it are made first: the order has no cycles.
            Task[] before = [.. _order[resource].Select(StopAsync)];
            _stops[resource] = stop = StopAsync(_controllers[resource], before);
        }

        return stop;
    }

    private async Task StopAsync(ResourceController controller, Task[] before)
    {
        await Task.WhenAll(before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Both at once: the public port takes nothing new while the replicas end what they have.
        await Task.WhenAll(
            controller.Endpoints.StopAsync(_drain, _kill),
            controller.StopAsync(_drain, _kill));
    }
}
