using ScaleApp.Api.Http;

namespace ScaleApp.Api.Limits;

/// <summary>The answer to a request that a limit does not admit: 429, or 503 when Redis is unavailable and the policy fails closed.</summary>
internal sealed class LimitRefused(RateLimitDecision decision) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => decision.IsUnavailable
        ? Problems.WriteUnavailableAsync(httpContext, "Limits cannot be checked.",
            "Redis is unavailable, and this request is not admitted without a limit. Nothing was changed; try again.").AsTask()
        : Problems.WriteTooManyAsync(httpContext, decision.RetryAfter);
}
