using System.Diagnostics.CodeAnalysis;

namespace ScaleApp.Api.Limits;

/// <summary>Limits that this replica counts alone, in bounded memory.</summary>
/// <remarks>
/// It remembers a number per client that has not all its permits. When as many are remembered as may be, the new clients of a policy
/// share one number until there is room: an attacker with many addresses does not get more permits than that, and old clients keep theirs.
/// </remarks>
internal sealed class LocalLimits(IOptions<RateLimitOptions> options, TimeProvider time)
{
    private const string Others = "";

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();

    [SuppressMessage("Scaling", "SCALE003", Justification = "Each replica grants its share, so these buckets are the replica's own by design.")]
    private readonly Dictionary<(string Policy, string Partition), long> _wholeAt = [];

    private readonly long _start = time.GetTimestamp();
    private long _sweepAt;

    internal int Count => _wholeAt.Count;

    /// <remarks>A request that takes more than all permits is admitted when all are there: a replica's share may be as small as that.</remarks>
    public RateLimitDecision Acquire(RateLimit limit, string partition, int cost)
    {
        var now = (long)time.GetElapsedTime(_start).TotalMicroseconds;
        long spent;
        bool isAcquired;
        lock (_lock)
        {
            var key = FindKey((limit.Name, partition), now);
            spent = Math.Max(0, _wholeAt.GetValueOrDefault(key) - now);
            isAcquired = spent + cost * limit.Interval <= Math.Max(limit.Permits, cost) * limit.Interval;
            if (isAcquired)
            {
                spent += cost * limit.Interval;
                _wholeAt[key] = now + spent;
            }
        }

        return RateLimitDecision.Create(limit, isAcquired, cost, spent, time.GetUtcNow());
    }

    private (string Policy, string Partition) FindKey((string Policy, string Partition) key, long now)
    {
        if (_wholeAt.Count < options.Value.LocalCapacity || _wholeAt.ContainsKey(key))
        {
            return key;
        }

        Sweep(now);
        return _wholeAt.Count < options.Value.LocalCapacity ? key : (key.Policy, Others);
    }

    // Looks at all, so it is done once in a while.
    private void Sweep(long now)
    {
        if (now < _sweepAt)
        {
            return;
        }

        _sweepAt = now + (long)SweepInterval.TotalMicroseconds;
        foreach (var (key, wholeAt) in _wholeAt)
        {
            if (wholeAt <= now)
            {
                _wholeAt.Remove(key);
            }
        }
    }
}
