namespace ScaleApp.Api.Limits;

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

internal sealed record RequiredLimit(RateLimit Limit, int Cost);

/// <summary>Says which limit endpoints have. <c>DisableRateLimiting()</c> of the framework leaves an endpoint without one.</summary>
internal static class RequireLimitExtensions
{
    /// <summary>
    /// Puts the endpoints under a policy of <c>Limits:Policies</c> instead of the default one. That of an endpoint replaces that of its group.
    /// </summary>
    /// <param name="builder">An endpoint or a group.</param>
    /// <param name="policy">The policy's name; <c>default</c> changes what a request costs there.</param>
    /// <param name="cost">The permits that a request takes. Default: 1.</param>
    public static TBuilder RequireLimit<TBuilder>(this TBuilder builder, string policy, int cost = 1)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            var limit = endpoint.ApplicationServices.GetRequiredService<RateLimitPolicies>().Find(policy);
            if (cost < 1 || cost > limit.Permits)
            {
                throw new InvalidOperationException(
                    $"A request to {endpoint.DisplayName} takes {cost} permits of '{policy}', which has {limit.Permits}: change the cost or the policy.");
            }

            endpoint.Metadata.Add(new RequiredLimit(limit, cost));
        });

        return builder;
    }
}

/// <summary>How many permits a client has at once, and in which time they all come back, one by one.</summary>
internal sealed record RateLimit(string Name, int Permits, TimeSpan Period)
{
    /// <summary>Whether each replica counts by itself, without Redis.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether nothing is admitted while Redis is unavailable.</summary>
    public bool FailClosed { get; init; }

    /// <summary>Whether the limit is the address's also for a customer who is signed in.</summary>
    public bool ByAddress { get; init; }

    /// <summary>Microseconds in which one permit comes back: a whole number, so that sums are exact.</summary>
    public long Interval { get; init; } = (long)Math.Ceiling(Period.TotalMicroseconds / Permits);

    /// <summary>The value of <c>RateLimit-Policy</c>: permits, and the seconds in which all come back.</summary>
    public string Policy { get; } = $"\"{Name}\";q={Permits};w={Math.Ceiling(Period.TotalSeconds):0}";

    /// <summary>What one of so many replicas may admit without asking the others.</summary>
    public RateLimit Share(int replicas) => this with { Permits = Math.Max(1, Permits / replicas), Interval = Interval * replicas };
}
