using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Eventing;

/// <summary>Something that happens to the topology.</summary>
public interface IDistributedApplicationEvent;

/// <summary>Something that happens to one resource.</summary>
public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
{
    IResource Resource { get; }
}

#pragma warning disable CA1716 // The parameter has the name that callers may write.
/// <summary>Tells code of the topology when something happens.</summary>
public interface IDistributedApplicationEventing
{
    /// <summary>Calls back at every event of a type.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent;

    /// <summary>Calls back at the events of a type that are about one resource.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent;

    void Unsubscribe(DistributedApplicationEventSubscription subscription);

    /// <summary>Calls every subscriber in the order of subscription, each after the one before; the first that throws ends it.</summary>
    Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;

    /// <summary>Calls every subscriber.</summary>
    /// <param name="event">What happened.</param>
    /// <param name="dispatchBehavior">Whether they are called one after another, and whether the caller waits.</param>
    /// <param name="cancellationToken">Given to the subscribers.</param>
    Task PublishAsync<T>(
        T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;
}
#pragma warning restore CA1716

/// <summary>How subscribers are called.</summary>
public enum EventDispatchBehavior
{
    /// <summary>One after another; the publisher waits. The first that throws ends it.</summary>
    BlockingSequential,
    /// <summary>All at once; the publisher waits for all.</summary>
    BlockingConcurrent,
    /// <summary>One after another; the publisher does not wait.</summary>
    NonBlockingSequential,
    /// <summary>All at once; the publisher does not wait.</summary>
    NonBlockingConcurrent,
}

/// <summary>A subscription, to end it with.</summary>
public sealed class DistributedApplicationEventSubscription(
    Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
{
    public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } = callback;
}
