namespace ScaleApp.Hosting;

/// <summary>How long the restarts of a replica or a server wait: each twice as long as the one before, until it ran for a while.</summary>
internal sealed class RestartBackoff(ReplicaSupervisionOptions options, TimeProvider time)
{
    // 2^32 times the shortest delay is more than the longest.
    private const int MaxDoublings = 32;

    private readonly Lock _lock = new();
    private long? _runningSince;
    private int _failures;

    /// <summary>It runs. A crash after <see cref="ReplicaSupervisionOptions.ResetAfter"/> counts as its first.</summary>
    public void Started()
    {
        lock (_lock)
        {
            _runningSince = time.GetTimestamp();
        }
    }

    /// <summary>Counts a failure and returns how long its restart waits, and which failure in a row it is.</summary>
    public (TimeSpan Delay, int Failures) Failed()
    {
        lock (_lock)
        {
            if (_runningSince is { } since && time.GetElapsedTime(since) >= options.ResetAfter)
            {
                _failures = 0;
            }

            _runningSince = null;
            var delay = options.FirstDelay * Math.Pow(2, Math.Min(_failures, MaxDoublings));
            return (delay < options.MaxDelay ? delay : options.MaxDelay, ++_failures);
        }
    }
}
