using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace ScaleApp.Redis.RateLimiting;

/// <summary>Whether a request is admitted; the lease of the framework's limiters. Permits come back by time, not by disposal.</summary>
public sealed class RateLimitDecision : RateLimitLease
{
    private RateLimitDecision(bool isAcquired, RateLimitStatus[] statuses, TimeSpan retryAfter) =>
        (IsAcquired, Statuses, RetryAfter) = (isAcquired, statuses, retryAfter);

    /// <inheritdoc/>
    public override bool IsAcquired { get; }

    /// <summary>One for each limit that was asked; none where it could not be decided.</summary>
    public IReadOnlyList<RateLimitStatus> Statuses { get; }

    /// <summary>When the same request would be admitted at the earliest; zero when it is admitted.</summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>True when Redis is away and nothing is admitted without it.</summary>
    public bool IsUnavailable => !IsAcquired && Statuses.Count == 0;

    /// <inheritdoc/>
    public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

    /// <inheritdoc/>
    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = !IsAcquired && metadataName == MetadataName.RetryAfter.Name ? RetryAfter : null;
        return metadata is not null;
    }

    internal static RateLimitDecision Admitted(params RateLimitStatus[] statuses) => new(true, statuses, TimeSpan.Zero);

    internal static RateLimitDecision Refused(RateLimitStatus[] statuses, TimeSpan retryAfter) => new(false, statuses, retryAfter);

    internal static RateLimitDecision Unavailable(TimeSpan retryAfter) => new(false, [], retryAfter);
}
