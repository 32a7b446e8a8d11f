using System.Globalization;

namespace ScaleApp.Api.Limits;

/// <summary>Tells clients what is left of their limit: by the IETF's draft (draft-ietf-httpapi-ratelimit-headers) and by <c>X-RateLimit-*</c>.</summary>
internal static class RateLimitHeaders
{
    private const string PolicyName = "RateLimit-Policy";
    private const string StatusName = "RateLimit";
    private const string LimitName = "X-RateLimit-Limit";
    private const string RemainingName = "X-RateLimit-Remaining";
    private const string ResetName = "X-RateLimit-Reset";

    /// <summary>Adds the headers when the response starts, because an error handler clears those that are there before.</summary>
    public static RateLimitDecision AddTo(HttpResponse response, RateLimitDecision decision)
    {
        response.OnStarting(static state =>
        {
            var (response, decision) = ((HttpResponse, RateLimitDecision))state;
            Write(response.Headers, decision);
            return Task.CompletedTask;
        }, (response, decision));

        return decision;
    }

    private static void Write(IHeaderDictionary headers, RateLimitDecision decision)
    {
        headers[PolicyName] = decision.Limit.Policy;
        if (decision.IsUnavailable)
        {
            return;
        }

        headers[StatusName] = string.Create(CultureInfo.InvariantCulture,
            $"\"{decision.Limit.Name}\";r={decision.Remaining};t={Math.Ceiling(decision.ResetAfter.TotalSeconds):0}");
        headers[LimitName] = Text(decision.Limit.Permits);
        headers[RemainingName] = Text(decision.Remaining);
        headers[ResetName] = Text((long)Math.Ceiling((decision.ResetAt - DateTimeOffset.UnixEpoch).TotalSeconds));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
