using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Api.Limits;

/// <summary>How many requests a customer or an address may make, whichever replicas answer them.</summary>
internal static class LimitsApi
{
    private const string LimitedPolicy = "limited";

    public static IHostApplicationBuilder AddLimits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RateLimitPolicies>();
        builder.Services.AddSingleton<LocalLimits>();
        builder.Services.AddSingleton<SharedLimits>();
        builder.Services.AddSingleton<INamedLimits>(services => services.GetRequiredService<SharedLimits>());
        builder.Services.AddSingleton<RequestLimiter>();
        builder.Services.AddRateLimiter(limiter => limiter.OnRejected = (rejected, _) =>
            new ValueTask(new LimitRefused((RateLimitDecision)rejected.Lease).ExecuteAsync(rejected.HttpContext)));
        builder.Services.AddOptions<RateLimiterOptions>().Configure<RequestLimiter>((limiter, requests) => limiter.GlobalLimiter = requests);

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
