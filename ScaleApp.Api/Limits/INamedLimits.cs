namespace ScaleApp.Api.Limits;

/// <summary>Limits that a handler acquires by itself, because only it knows whose they are: attempts to sign in to an account, for example.</summary>
internal interface INamedLimits
{
    /// <summary>Takes permits from a policy of <c>Limits:Policies</c>. Does not fail when Redis does.</summary>
    /// <param name="policy">The policy's name.</param>
    /// <param name="partition">Whose permits. It becomes part of a key: of bounded length, and a hash where it is personal.</param>
    /// <param name="cost">How many, from 1 to all of the policy's.</param>
    /// <param name="ct">Ends the wait for Redis; permits may have been taken all the same.</param>
    /// <exception cref="InvalidOperationException">The policy is not configured.</exception>
    ValueTask<RateLimitDecision> AcquireAsync(string policy, string partition, int cost, CancellationToken ct);
}
