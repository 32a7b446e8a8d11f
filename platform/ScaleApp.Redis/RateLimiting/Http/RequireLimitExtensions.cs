using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Redis.RateLimiting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>What endpoints ask of the limits. <c>DisableRateLimiting()</c> of the framework takes an endpoint out of them.</summary>
public static class RequireLimitExtensions
{
    /// <summary>
    /// Puts the endpoints under a policy of <c>Limits:Policies</c>, in addition to the default one. All policies of an endpoint
    /// are decided together: a request takes from all of them or from none.
    /// </summary>
    /// <param name="builder">An endpoint or a group.</param>
    /// <param name="policy">The policy's name; <c>default</c> changes what a request costs there.</param>
    /// <param name="cost">The permits that a request takes. Default: 1.</param>
    public static TBuilder RequireLimit<TBuilder>(this TBuilder builder, string policy, int cost = 1)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint => endpoint.Metadata.Add(new RequiredLimit(policy, cost)));

        // When all groups and the endpoint have said what they ask for; the last one that is called sees them all.
        builder.Finally(endpoint =>
        {
            var limits = endpoint.ApplicationServices.GetRequiredService<EndpointLimitsFactory>();
            endpoint.Metadata.Add(limits.Create(endpoint.Metadata.OfType<RequiredLimit>(), endpoint.DisplayName));
        });

        return builder;
    }
}
