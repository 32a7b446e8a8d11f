using Microsoft.AspNetCore.RateLimiting;

namespace ScaleApp.Api.Limits;

internal static class LimitsApi
{
    private const string LimitedPolicy = "limited";

    public static void AddLimits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<RateLimitPolicies>();
        builder.Services.AddSingleton<LocalLimits>();
        builder.Services.AddSingleton<SharedLimits>();
        builder.Services.AddSingleton<RequestLimiter>();
        builder.Services.AddRateLimiter(limiter => limiter.OnRejected = (rejected, _) =>
            new ValueTask(new LimitRefused((RateLimitDecision)rejected.Lease).ExecuteAsync(rejected.HttpContext)));
        builder.Services.AddOptions<RateLimiterOptions>().Configure<RequestLimiter>((limiter, requests) => limiter.GlobalLimiter = requests);
    }

    public static void MapLimited(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/limited", Limited).RequireLimit(LimitedPolicy)
            .WithTags("Limits").WithSummary("Try a rate limit: an endpoint with a limit of its own");
    }

    private static Ok<LimitedAnswer> Limited() => TypedResults.Ok(LimitedAnswer.Instance);
}

/// <summary>What a limited endpoint answers.</summary>
public sealed record LimitedAnswer(bool Ok)
{
    internal static readonly LimitedAnswer Instance = new(true);
}
