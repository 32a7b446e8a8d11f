using ScaleApp.Api.Http;
using ScaleApp.Redis.RateLimiting;

namespace ScaleApp.Api.Limits;

/// <summary>The answer to a request that a limit does not admit: 429, or 503 when nobody can tell.</summary>
internal sealed class LimitRefused(RateLimitDecision decision) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => decision.IsUnavailable
        ? Problems.WriteUnavailableAsync(httpContext, "Limits cannot be checked.",
            "Redis does not answer at the moment, and this is not done without a limit. Nothing was changed; try again.").AsTask()
        : Problems.WriteTooManyAsync(httpContext, decision.RetryAfter);
}
