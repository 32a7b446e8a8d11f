namespace ScaleApp.Redis.RateLimiting;

/// <summary>Limits that a handler asks for by itself, because only it knows whose they are: attempts on an account, say.</summary>
public interface INamedLimits
{
    /// <summary>Takes permits from a policy of <c>Limits:Policies</c>.</summary>
    /// <param name="policy">The policy's name.</param>
    /// <param name="partition">
    /// Whose permits. It becomes part of a key: of bounded length, and a hash where it is personal.
    /// </param>
    /// <param name="cost">How many. Default: 1.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">There is no such policy.</exception>
    ValueTask<RateLimitDecision> AcquireAsync(string policy, string partition, int cost = 1, CancellationToken ct = default);
}

/// <inheritdoc/>
internal sealed class NamedLimits(IRateLimits limits, EndpointLimitsFactory policies) : INamedLimits
{
    public ValueTask<RateLimitDecision> AcquireAsync(string policy, string partition, int cost, CancellationToken ct) =>
        limits.DecideAsync(
            new RateLimitRequest(partition, [new RateLimitCharge(policies.Find(policy), cost)], policies.IsFailClosed(policy)), ct);
}
