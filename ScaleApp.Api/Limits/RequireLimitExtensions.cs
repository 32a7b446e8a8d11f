namespace ScaleApp.Api.Limits;

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
