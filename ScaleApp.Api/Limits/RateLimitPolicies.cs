using Microsoft.Extensions.Options;

namespace ScaleApp.Api.Limits;

/// <summary>The limits in the configuration, by name.</summary>
internal sealed class RateLimitPolicies
{
    private readonly Dictionary<string, RateLimit> _limits;

    public RateLimitPolicies(IOptions<RateLimitOptions> options)
    {
        _limits = options.Value.Policies.ToDictionary(
            policy => policy.Key,
            policy => new RateLimit(policy.Key, policy.Value.Permits, policy.Value.Period)
            {
                IsLocal = policy.Value.Scope is RateLimitScope.Replica,
                FailClosed = policy.Value.FailClosed,
                ByAddress = policy.Value.ByAddress,
            },
            StringComparer.Ordinal);
        Default = new RequiredLimit(Find(RateLimitOptions.DefaultPolicy), Cost: 1);
    }

    /// <summary>For endpoints that require nothing, and for requests without an endpoint.</summary>
    public RequiredLimit Default { get; }

    /// <exception cref="InvalidOperationException">The policy is not configured.</exception>
    public RateLimit Find(string policy) => _limits.GetValueOrDefault(policy) ?? throw new InvalidOperationException(
        $"{RateLimitOptions.Section}:{nameof(RateLimitOptions.Policies)} has no policy '{policy}'. Configured policies: " +
        $"{string.Join(", ", _limits.Keys.Order(StringComparer.Ordinal))}.");
}

/// <summary>What a request to an endpoint takes.</summary>
internal sealed record RequiredLimit(RateLimit Limit, int Cost);
