namespace ScaleApp.Redis.RateLimiting;

/// <summary>Gives out this replica's share of the limits from its own memory, for the time that Redis is away.</summary>
/// <remarks>
/// It remembers at most so many partitions of limits that are not whole; when there are more, the new ones share one.
/// </remarks>
internal sealed class LocalRateLimits(int replicas, int capacity)
{
    private static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(RateLimit Limit, string Partition), TimeSpan> _wholeAt = [];
    private TimeSpan _sweptAt = -SweepPause;

    public RateLimitDecision Decide(in RateLimitRequest request, TimeSpan now)
    {
        lock (_lock)
        {
            var statuses = new RateLimitStatus[request.Charges.Count];
            var spent = new TimeSpan[statuses.Length];
            var retryAfter = TimeSpan.Zero;
            for (var i = 0; i < spent.Length; i++)
            {
                var charge = request.Charges[i];
                spent[i] = Spent(charge.Limit, request.Partition, now);
                var missing = spent[i] + Interval(charge.Limit) * charge.Cost - Burst(charge);
                retryAfter = missing > retryAfter ? missing : retryAfter;
            }

            for (var i = 0; i < spent.Length; i++)
            {
                var charge = request.Charges[i];
                if (retryAfter == TimeSpan.Zero)
                {
                    spent[i] += Interval(charge.Limit) * charge.Cost;
                    _wholeAt[KeyOf(charge.Limit, request.Partition, now)] = now + spent[i];
                }

                statuses[i] = new RateLimitStatus(charge.Limit, Remaining(charge, spent[i]), spent[i]);
            }

            return retryAfter == TimeSpan.Zero ? RateLimitDecision.Admitted(statuses) : RateLimitDecision.Refused(statuses, retryAfter);
        }
    }

    private TimeSpan Spent(RateLimit limit, string partition, TimeSpan now) =>
        _wholeAt.TryGetValue(KeyOf(limit, partition, now), out var whole) && whole > now ? whole - now : TimeSpan.Zero;

    private TimeSpan Interval(RateLimit limit) => TimeSpan.FromMicroseconds(limit.Interval) * replicas;

    // A share that is smaller than what one request costs would admit none at all.
    private TimeSpan Burst(RateLimitCharge charge) =>
        Interval(charge.Limit) * Math.Max(charge.Limit.Permits / replicas, charge.Cost);

    private int Remaining(RateLimitCharge charge, TimeSpan spent) =>
        (int)Math.Max(0, (Burst(charge) - spent) / Interval(charge.Limit));

    private (RateLimit Limit, string Partition) KeyOf(RateLimit limit, string partition, TimeSpan now)
    {
        if (_wholeAt.Count >= capacity && !_wholeAt.ContainsKey((limit, partition)))
        {
            Sweep(now);
        }

        return (limit, _wholeAt.Count < capacity || _wholeAt.ContainsKey((limit, partition)) ? partition : "");
    }

    private void Sweep(TimeSpan now)
    {
        if (now - _sweptAt >= SweepPause)
        {
            _sweptAt = now;
            foreach (var (key, whole) in _wholeAt)
            {
                if (whole <= now)
                {
                    _wholeAt.Remove(key);
                }
            }
        }
    }
}
