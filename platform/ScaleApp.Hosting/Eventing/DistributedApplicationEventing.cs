using System.Collections.Immutable;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Eventing;

/// <inheritdoc cref="IDistributedApplicationEventing"/>
public sealed class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Type, ImmutableList<DistributedApplicationEventSubscription>> _subscriptions = [];

    /// <summary>Told of what a subscriber threw after the publisher had gone on.</summary>
    internal Action<Exception>? UnobservedError { get; set; }

    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent
    {
        var subscription = new DistributedApplicationEventSubscription((@event, ct) => callback((T)@event, ct));
        lock (_gate)
        {
            var present = _subscriptions.GetValueOrDefault(typeof(T), []);
            _subscriptions[typeof(T)] = present.Add(subscription);
        }

        return subscription;
    }

    public DistributedApplicationEventSubscription Subscribe<T>(
        IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent =>
        Subscribe<T>((@event, ct) => ReferenceEquals(@event.Resource, resource) ? callback(@event, ct) : Task.CompletedTask);

    public void Unsubscribe(DistributedApplicationEventSubscription subscription)
    {
        lock (_gate)
        {
            foreach (var (type, subscriptions) in _subscriptions.ToArray())
            {
                _subscriptions[type] = subscriptions.Remove(subscription);
            }
        }
    }

    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent =>
        PublishAsync(@event, EventDispatchBehavior.BlockingSequential, cancellationToken);

    public Task PublishAsync<T>(
        T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent
    {
        ImmutableList<DistributedApplicationEventSubscription> subscriptions;
        lock (_gate)
        {
            subscriptions = _subscriptions.GetValueOrDefault(typeof(T), []);
        }

        switch (dispatchBehavior)
        {
            case EventDispatchBehavior.BlockingConcurrent:
                return CallAllAsync(subscriptions, @event, cancellationToken);
            case EventDispatchBehavior.NonBlockingSequential:
                _ = ObserveAsync(Task.Run(() => CallEachAsync(subscriptions, @event, cancellationToken), cancellationToken));
                return Task.CompletedTask;
            case EventDispatchBehavior.NonBlockingConcurrent:
                _ = ObserveAsync(Task.Run(() => CallAllAsync(subscriptions, @event, cancellationToken), cancellationToken));
                return Task.CompletedTask;
            default:
                return CallEachAsync(subscriptions, @event, cancellationToken);
        }
    }

    private static async Task CallEachAsync(
        ImmutableList<DistributedApplicationEventSubscription> subscriptions, IDistributedApplicationEvent @event,
        CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions)
        {
            await subscription.Callback(@event, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task CallAllAsync(
        ImmutableList<DistributedApplicationEventSubscription> subscriptions, IDistributedApplicationEvent @event,
        CancellationToken cancellationToken) =>
        Task.WhenAll(subscriptions.Select(subscription => subscription.Callback(@event, cancellationToken)));

    private async Task ObserveAsync(Task running)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The publisher has gone away, and with it whoever wanted to know.
        }
#pragma warning disable CA1031 // Nobody waits for it: it must not end the process, but it must be told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            UnobservedError?.Invoke(error);
        }
    }
}
