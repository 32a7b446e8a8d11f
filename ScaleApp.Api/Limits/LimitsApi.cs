using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Redis.RateLimiting;

namespace ScaleApp.Api.Limits;

/// <summary>How many requests a customer or an address may make, whichever replicas answer them.</summary>
internal static class LimitsApi
{
    private const string LimitedPolicy = "limited";

    public static IHostApplicationBuilder AddLimits(this IHostApplicationBuilder builder)
    {
        builder.AddSharedRateLimiter((rejected, _) =>
            new ValueTask(new LimitRefused((RateLimitDecision)rejected.Lease).ExecuteAsync(rejected.HttpContext)));

        return builder;
    }

    public static IEndpointRouteBuilder MapLimited(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/limited", Limited).RequireLimit(LimitedPolicy)
            .WithTags("Limits").WithSummary("An endpoint with a limit of its own, to try and to measure limits with");

        return routes;
    }

    private static Ok<LimitedAnswer> Limited() => TypedResults.Ok(LimitedAnswer.Instance);
}

/// <summary>What a limited endpoint answers.</summary>
/// <param name="Ok">True.</param>
public sealed record LimitedAnswer(bool Ok)
{
    internal static readonly LimitedAnswer Instance = new(true);
}
