namespace ScaleApp.Redis.RateLimiting;

/// <summary>Decides for all replicas alike which requests are admitted, by Redis's clock.</summary>
/// <remarks>
/// However many replicas ask at once, a limit gives out no more than its permits. While Redis is away each replica gives out its
/// share of them from its own memory, or nothing where the request says so.
/// </remarks>
public interface IRateLimits
{
    /// <summary>
    /// Decides without asking Redis, where this replica knows enough: it has permits that it took ahead, or Redis has said
    /// when there will be some again. Null when Redis has to be asked.
    /// </summary>
    RateLimitDecision? TryDecide(in RateLimitRequest request);

    /// <summary>Decides, with one call of Redis when one is needed. Never fails because Redis does.</summary>
    ValueTask<RateLimitDecision> DecideAsync(RateLimitRequest request, CancellationToken ct);
}
