using Microsoft.Extensions.Options;

namespace ScaleApp.Redis.RateLimiting;

/// <summary>That an endpoint asks for a policy.</summary>
internal sealed record RequiredLimit(string Policy, int Cost);

/// <summary>The limits of an endpoint, and how they are told to clients.</summary>
/// <param name="Charges">What a request takes.</param>
/// <param name="ByAddress">Whether they are the address's, whoever is signed in.</param>
/// <param name="FailClosed">Whether nothing is admitted while Redis is away.</param>
/// <param name="PolicyHeader">The value of <c>RateLimit-Policy</c>.</param>
internal sealed record EndpointLimits(RateLimitCharge[] Charges, bool ByAddress, bool FailClosed, string PolicyHeader);

/// <summary>Makes the limits of endpoints of the policies in the configuration.</summary>
internal sealed class EndpointLimitsFactory
{
    private readonly Dictionary<string, RateLimitPolicyOptions> _policies;
    private readonly Dictionary<string, RateLimit> _limits;

    public EndpointLimitsFactory(IOptions<RateLimitOptions> options)
    {
        _policies = options.Value.Policies;
        _limits = _policies.ToDictionary(
            policy => policy.Key,
            policy => new RateLimit(policy.Key, policy.Value.Permits, policy.Value.Period, policy.Value.Ahead),
            StringComparer.Ordinal);
        Default = Create([], "");
    }

    /// <summary>For endpoints that ask for nothing, and for what is no endpoint.</summary>
    public EndpointLimits Default { get; }

    public RateLimit Find(string policy) => _limits.GetValueOrDefault(policy) ?? throw new InvalidOperationException(
        $"There is no policy '{policy}' in {RateLimitOptions.Section}:{nameof(RateLimitOptions.Policies)}; there are: " +
        $"{string.Join(", ", _limits.Keys.Order(StringComparer.Ordinal))}.");

    public bool IsFailClosed(string policy) => _policies[policy].FailClosed;

    /// <exception cref="InvalidOperationException">A policy is not configured, or never admits such a cost.</exception>
    public EndpointLimits Create(IEnumerable<RequiredLimit> required, string? endpoint)
    {
        // Of two that ask for one policy, the endpoint comes after its group.
        var costs = new Dictionary<string, int>(StringComparer.Ordinal) { [RateLimitOptions.DefaultPolicy] = 1 };
        foreach (var limit in required)
        {
            costs[limit.Policy] = limit.Cost;
        }

        var charges = costs.Select(cost => new RateLimitCharge(Find(cost.Key), cost.Value)).ToArray();
        var impossible = charges.FirstOrDefault(charge => charge.Cost < 1 || charge.Cost > charge.Limit.Permits);
        if (impossible.Limit is { } limited)
        {
            throw new InvalidOperationException(
                $"A request to {endpoint} takes {impossible.Cost} permits of '{limited.Name}', which has {limited.Permits}.");
        }

        return new EndpointLimits(
            charges,
            costs.Keys.Any(policy => _policies[policy].ByAddress),
            costs.Keys.Any(policy => _policies[policy].FailClosed),
            RateLimitHeaders.Policy(charges));
    }
}
