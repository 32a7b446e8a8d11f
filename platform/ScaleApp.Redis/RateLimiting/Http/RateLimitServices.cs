using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.Redis.RateLimiting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Limits that all replicas of a service share.</summary>
public static class RateLimitServices
{
    /// <summary>
    /// Makes limits that are held in Redis the service's <c>GlobalLimiter</c>, from <see cref="RateLimitOptions"/>; needs
    /// <c>AddRedisClient</c>. <c>UseRateLimiter</c> then limits every endpoint by the default policy and by what it requires with
    /// <c>RequireLimit</c>. Call it after authentication, so that customers have limits of their own.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="onRejected">Writes the answer to a request that is refused; the lease is a <see cref="RateLimitDecision"/>.</param>
    public static void AddSharedRateLimiter(this IHostApplicationBuilder builder,
        Func<OnRejectedContext, CancellationToken, ValueTask> onRejected)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IRateLimits, RateLimits>();
        builder.Services.AddSingleton<INamedLimits, NamedLimits>();
        builder.Services.AddSingleton<EndpointLimitsFactory>();
        builder.Services.AddSingleton<HttpRateLimiter>();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<HttpRateLimiter>((options, limiter) =>
        {
            options.GlobalLimiter = limiter;
            options.OnRejected = onRejected;
        });
    }
}
