using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.SignalR;
using ScaleApp.Api.Http;

namespace ScaleApp.Api.Limits;

/// <summary>Limits the concurrent requests of a replica, over all clients; further ones get 503.</summary>
/// <remarks>
/// Without a limit an overloaded replica accepts every request and misses deadlines. Cancelled commands then close their connections to PostgreSQL, and opening
/// new ones keeps it overloaded. Connections to rooms and endpoints without rate limits are not counted.
/// </remarks>
internal static class OverloadProtection
{
    /// <summary>Add it before every middleware that needs a backend.</summary>
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
