using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Keeps what is known of every resource and its replicas, and tells whoever watches.</summary>
/// <remarks>
/// A resource as a whole is known by its name; each of its replicas is known by an id of its own beside it. Waiting for a name
/// means the whole: it is healthy when all its replicas are. Events of one name or id are seen in the order in which they were
/// published. A watcher that falls more than <see cref="WatcherBacklog"/> events behind loses the oldest.
/// </remarks>
public sealed class ResourceNotificationService(
    TimeProvider time, IServiceProvider services, IHostApplicationLifetime lifetime)
{
    internal const int WatcherBacklog = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private long _version;

    /// <summary>Changes what is known of a resource as a whole.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="stateFactory">Makes the next snapshot from the present one. It is called under a lock: it must be quick.</param>
    public Task PublishUpdateAsync(
        IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory) =>
        PublishUpdateAsync(resource, resource.Name, stateFactory);

    /// <summary>Changes what is known of one replica.</summary>
    /// <param name="resource">The resource that it is a replica of.</param>
    /// <param name="resourceId">The replica's id.</param>
    /// <param name="stateFactory">Makes the next snapshot from the present one. It is called under a lock: it must be quick.</param>
    public Task PublishUpdateAsync(
        IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(stateFactory);

        lock (_gate)
        {
            var present = _current.TryGetValue(resourceId, out var known) ? known.Snapshot : First(resource);
            var next = stateFactory(present);
            if (known is null || !ReferenceEquals(next, present))
            {
                next = ResourceSnapshots.WithCommands(next with { Version = ++_version }, resource, services);
                Tell(_current[resourceId] = new ResourceEvent(resource, resourceId, next));
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes a replica out for good. Watchers see one last event of it.</summary>
    internal void Remove(string resourceId)
    {
        lock (_gate)
        {
            if (_current.Remove(resourceId, out var known))
            {
                Tell(new ResourceEvent(known.Resource, resourceId, known.Snapshot) { IsRemoval = true });
            }
        }
    }

    /// <summary>What is known of a resource (by its name) or of a replica (by its id); false before anything is.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_gate)
        {
            return _current.TryGetValue(resourceId, out resourceEvent);
        }
    }

    /// <summary>What is known of every replica of a resource now.</summary>
    internal IReadOnlyList<ResourceEvent> GetReplicas(IResource resource)
    {
        lock (_gate)
        {
            return [.. _current.Values.Where(known => known.IsReplica && ReferenceEquals(known.Resource, resource))];
        }
    }

    /// <summary>Everything that is known now, then every change, until cancelled or until the application has stopped.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopped);
        var watcher = AddWatcher(out var known);
        try
        {
            foreach (var resourceEvent in known)
            {
                yield return resourceEvent;
            }

            await foreach (var resourceEvent in watcher.Reader.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                yield return resourceEvent;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(watcher);
            }
        }
    }

    /// <summary>Waits until a resource is in a state.</summary>
    /// <param name="resourceName">A resource's name, or a replica's id.</param>
    /// <param name="targetState">The state; <see cref="KnownResourceStates.Running"/> when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForResourceAsync(
        string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until a resource is in one of several states, and returns which.</summary>
    /// <inheritdoc cref="WaitForResourceAsync(string, string, CancellationToken)"/>
    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        string[] wanted = [.. targetStates];
        var reached = await WaitForResourceAsync(
            resourceName, now => wanted.Contains(now.Snapshot.State?.Text, StringComparer.OrdinalIgnoreCase), cancellationToken)
            .ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits until something is true of a resource, and returns the event that made it so.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the application has stopped.</exception>
    /// <inheritdoc cref="WaitForResourceAsync(string, string, CancellationToken)"/>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var resourceEvent in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(resourceEvent.ResourceId, resourceName, StringComparison.OrdinalIgnoreCase)
                && predicate(resourceEvent))
            {
                return resourceEvent;
            }
        }

        throw new OperationCanceledException($"The application stopped while '{resourceName}' was waited for.");
    }

    /// <summary>Waits until a resource runs and every health check of every replica of it passes.</summary>
    /// <exception cref="DistributedApplicationException">It can no longer come to that; the message says what became of it.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, WaitBehavior.StopOnResourceUnavailable, cancellationToken);

    /// <inheritdoc cref="WaitForResourceHealthyAsync(string, CancellationToken)"/>
    /// <param name="resourceName">A resource's name, or a replica's id.</param>
    /// <param name="waitBehavior">What to do when it has ended or could not start.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName,
            now => ResourceSnapshots.IsHealthy(now.Snapshot)
                || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && ResourceSnapshots.IsTerminal(now.Snapshot)),
            cancellationToken).ConfigureAwait(false);

        return ResourceSnapshots.IsHealthy(reached.Snapshot)
            ? reached
            : throw new DistributedApplicationException(ResourceSnapshots.DescribeFailure(resourceName, reached.Snapshot));
    }

    private Channel<ResourceEvent> AddWatcher(out ResourceEvent[] known)
    {
        var watcher = Channel.CreateBounded<ResourceEvent>(
            new BoundedChannelOptions(WatcherBacklog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

        lock (_gate)
        {
            _watchers.Add(watcher);
            known = [.. _current.Values];
        }

        return watcher;
    }

    private void Tell(ResourceEvent resourceEvent)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(resourceEvent);
        }
    }

    private CustomResourceSnapshot First(IResource resource) =>
        ResourceSnapshots.Initial(resource) with { CreationTimeStamp = time.GetUtcNow().UtcDateTime };
}
