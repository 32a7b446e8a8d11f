namespace ScaleApp.Hosting.Balancing;

/// <summary>Holds a request back while there is no replica for it.</summary>
internal sealed class ReplicaWait(LoadBalancerOptions options, DestinationSet destinations, TimeProvider time)
{
    /// <summary>How long to wait before replicas that refused a connection are asked again although nothing about them changed.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>When a request began to wait; it waits once, however many attempts it makes.</summary>
    internal readonly record struct Budget(long? Since);

    /// <summary>A destination, or null when the time is over. <paramref name="tried"/> is emptied, so that all are asked again.</summary>
    public async ValueTask<(Destination? Destination, Budget Budget)> EnterAsync(
        Budget budget, List<Destination>? tried, Destination? pinned, CancellationToken cancellationToken)
    {
        budget = new(budget.Since ?? time.GetTimestamp());
        while (true)
        {
            var changed = destinations.Changed;
            if (tried is not { Count: > 0 } && destinations.Enter(null, pinned) is { } destination)
            {
                return (destination, budget);
            }

            var left = options.NoReplicaWait - time.GetElapsedTime(budget.Since!.Value);
            if (left <= TimeSpan.Zero)
            {
                return (null, budget);
            }

            await WaitAsync(changed, tried is { Count: > 0 } && left > AskAgain ? AskAgain : left, cancellationToken).ConfigureAwait(false);
            tried?.Clear();
        }
    }

    private async ValueTask WaitAsync(Task changed, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller looks at the clock.
        }
    }
}
