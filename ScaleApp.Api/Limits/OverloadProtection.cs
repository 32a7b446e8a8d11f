using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.SignalR;
using ScaleApp.Api.Http;

namespace ScaleApp.Api.Limits;

/// <summary>Answers 503 to more concurrent requests than a replica can finish in time, whoever sends them.</summary>
/// <remarks>
/// Without it a replica that is overloaded accepts everything, finishes nothing before its deadline, opens connections to PostgreSQL in place of those
/// whose commands were cancelled, and stays overloaded at a load that it bears when idle. Connections to rooms and endpoints without limits are not counted.
/// </remarks>
internal static class OverloadProtection
{
    /// <summary>Before anything that needs a backend.</summary>
    public static void UseOverloadProtection(this WebApplication app)
    {
        var most = app.Services.GetRequiredService<IOptions<RateLimitOptions>>().Value.ConcurrentRequests;
        app.UseRateLimiter(new RateLimiterOptions
        {
            GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(context => context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is null
                ? RateLimitPartition.GetConcurrencyLimiter(true, _ => new ConcurrencyLimiterOptions { PermitLimit = most })
                : RateLimitPartition.GetNoLimiter(false)),
            RejectionStatusCode = StatusCodes.Status503ServiceUnavailable,
            OnRejected = (rejected, _) => new ValueTask(Problems.WriteUnavailableAsync(rejected.HttpContext,
                "The replica is overloaded.", $"It handles {most} requests at once. This one was not processed; try again.")),
        });
    }
}
