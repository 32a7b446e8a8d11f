using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using ScaleApp.Api.Http;

namespace ScaleApp.Api.Limits;

/// <summary>Whether a request is admitted. Permits come back by time, not by disposal.</summary>
internal sealed class RateLimitDecision : RateLimitLease
{
    private RateLimitDecision(RateLimit limit, bool isAcquired) => (Limit, IsAcquired) = (limit, isAcquired);

    public override bool IsAcquired { get; }

    public RateLimit Limit { get; }

    /// <summary>True when Redis is unavailable and the policy admits nothing without it.</summary>
    public bool IsUnavailable { get; private init; }

    public int Remaining { get; private init; }

    /// <summary>When all permits are back, if none is taken meanwhile.</summary>
    public TimeSpan ResetAfter { get; private init; }

    /// <summary>The same as a time: by the clock of Redis, unless the replica decided alone.</summary>
    public DateTimeOffset ResetAt { get; private init; }

    /// <summary>When the same request would be admitted at the earliest; zero when it is admitted.</summary>
    public TimeSpan RetryAfter { get; private init; }

    public override IEnumerable<string> MetadataNames => [];

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = null;
        return false;
    }

    /// <remarks><paramref name="spent"/>: the microseconds until all permits are back.</remarks>
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

/// <summary>The answer to a request that a limit does not admit: 429, or 503 when Redis is unavailable and the policy fails closed.</summary>
internal sealed class LimitRefused(RateLimitDecision decision) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => decision.IsUnavailable
        ? Problems.WriteUnavailableAsync(httpContext, "Limits cannot be checked.",
            "Redis is unavailable, and this request is not admitted without a limit. Nothing was changed; try again.")
        : Problems.WriteTooManyAsync(httpContext, decision.RetryAfter);
}
