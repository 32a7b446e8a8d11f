using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace ScaleApp.Api.Limits;

/// <summary>Whether a request is admitted. Permits come back by time, not by disposal.</summary>
internal sealed class RateLimitDecision : RateLimitLease
{
    private RateLimitDecision(RateLimit limit, bool isAcquired) => (Limit, IsAcquired) = (limit, isAcquired);

    public override bool IsAcquired { get; }

    public RateLimit Limit { get; }

    /// <summary>True when Redis is unavailable and the policy admits nothing without it.</summary>
    public bool IsUnavailable { get; private init; }

    /// <summary>The permits that are left.</summary>
    public int Remaining { get; private init; }

    /// <summary>When all permits are back, if none is taken meanwhile.</summary>
    public TimeSpan ResetAfter { get; private init; }

    /// <summary>The same as a time: by the clock of Redis, unless the replica decided alone.</summary>
    public DateTimeOffset ResetAt { get; private init; }

    /// <summary>When the same request would be admitted at the earliest; zero when it is admitted.</summary>
    public TimeSpan RetryAfter { get; private init; }

    public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = !IsAcquired && metadataName == MetadataName.RetryAfter.Name ? RetryAfter : null;
        return metadata is not null;
    }

    /// <param name="limit">The limit that was asked.</param>
    /// <param name="isAcquired">Whether it admits the request.</param>
    /// <param name="cost">The permits that the request takes.</param>
    /// <param name="spent">The microseconds until all permits are back.</param>
    /// <param name="now">The time of the decision.</param>
    public static RateLimitDecision Create(RateLimit limit, bool isAcquired, int cost, long spent, DateTimeOffset now)
    {
        var resetAfter = TimeSpan.FromMicroseconds(spent);
        return new(limit, isAcquired)
        {
            Remaining = (int)Math.Max(0, limit.Permits - (spent + limit.Interval - 1) / limit.Interval),
            ResetAfter = resetAfter,
            ResetAt = now + resetAfter,
            RetryAfter = isAcquired ? TimeSpan.Zero : TimeSpan.FromMicroseconds(spent - Math.Max(0, limit.Permits - cost) * limit.Interval),
        };
    }

    public static RateLimitDecision Unavailable(RateLimit limit) => new(limit, isAcquired: false) { IsUnavailable = true };
}
