namespace ScaleApp.Jobs;

/// <summary>Only one job of this method runs at a time, in all workers of its queue together; the others are held back.</summary>
/// <remarks>
/// Unlike Hangfire's, nothing waits inside a worker: a job that may not run yet takes no slot, so there is no time-out to
/// choose. The parameter is there so that code written for Hangfire compiles, and is not used.
/// </remarks>
/// <param name="timeoutInSeconds">Not used.</param>
public sealed class DisableConcurrentExecutionAttribute(int timeoutInSeconds = 0) : ConcurrencyLimitAttribute(1)
{
    /// <summary>Not used; see the remarks.</summary>
    public int TimeoutInSeconds { get; } = timeoutInSeconds;
}
