namespace ScaleApp.Redis.RateLimiting;

/// <summary>How many permits a partition has at once, and in which time they all come back.</summary>
/// <remarks>
/// Permits come back one by one, evenly, and not all at the turn of a window: a client that waited for a while may use all of
/// them at once, one that asks steadily gets <see cref="Permits"/> in every <see cref="Period"/>.
/// </remarks>
public sealed class RateLimit
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMicroseconds(1);

    /// <param name="name">Letters, digits, hyphens: part of a key in Redis and of a header.</param>
    /// <param name="permits">At least 1.</param>
    /// <param name="period">At least a microsecond a permit.</param>
    /// <param name="ahead">See <see cref="Ahead"/>.</param>
    public RateLimit(string name, int permits, TimeSpan period, int ahead = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ahead);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Shortest * permits);
        (Name, Permits, Period, Ahead) = (name, permits, period, ahead);
        Interval = (long)Math.Ceiling(period.TotalMicroseconds / permits);
        Burst = Interval * permits;
    }

    /// <summary>What the limit is called, in headers and in Redis.</summary>
    public string Name { get; }

    /// <summary>Most permits that can be had at once.</summary>
    public int Permits { get; }

    /// <summary>In which all permits come back.</summary>
    public TimeSpan Period { get; }

    /// <summary>
    /// Most permits that a replica takes ahead for a partition that is busy, so that not every request asks Redis. Default: 0,
    /// every request asks. Never is more given out than there is; what a replica took and did not need within a second is lost
    /// to the partition, at most a quarter of what was left.
    /// </summary>
    public int Ahead { get; }

    /// <summary>Microseconds in which one permit comes back, a whole number, so that sums are exact.</summary>
    internal long Interval { get; }

    /// <summary>Microseconds in which all come back.</summary>
    internal long Burst { get; }

    /// <summary>What is left when it takes so many microseconds until the limit is whole again.</summary>
    internal int Remaining(long spent) => (int)Math.Max(0, (Burst - spent) / Interval);
}
