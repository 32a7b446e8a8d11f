using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Redis.RateLimiting;

/// <summary>
/// Tells clients how their limits stand, by the IETF's draft (draft-ietf-httpapi-ratelimit-headers) and by the older
/// <c>X-RateLimit-*</c>, which know of one limit: the one that is nearest to its end.
/// </summary>
internal static class RateLimitHeaders
{
    private const string PolicyName = "RateLimit-Policy";
    private const string StatusName = "RateLimit";
    private const string LimitName = "X-RateLimit-Limit";
    private const string RemainingName = "X-RateLimit-Remaining";
    private const string ResetName = "X-RateLimit-Reset";

    /// <summary><c>"default";q=600;w=60, "login";q=10;w=60</c>: permits, and the seconds in which all come back.</summary>
    public static string Policy(IEnumerable<RateLimitCharge> charges) => string.Join(", ", charges.Select(charge =>
        $"\"{charge.Limit.Name}\";q={charge.Limit.Permits};w={Math.Ceiling(charge.Limit.Period.TotalSeconds):0}"));

    /// <param name="headers">Of the answer.</param>
    /// <param name="limits">The limits of the endpoint.</param>
    /// <param name="decision">How they stand.</param>
    /// <param name="now">The time, from which <c>X-RateLimit-Reset</c> is made, a Unix time in seconds.</param>
    public static void Write(IHeaderDictionary headers, EndpointLimits limits, RateLimitDecision decision, DateTimeOffset now)
    {
        headers[PolicyName] = limits.PolicyHeader;
        if (decision.Statuses.Count == 0)
        {
            return;
        }

        var nearest = decision.Statuses[0];
        var status = Status(nearest);
        for (var i = 1; i < decision.Statuses.Count; i++)
        {
            var other = decision.Statuses[i];
            status = $"{status}, {Status(other)}";
            nearest = Part(other) < Part(nearest) ? other : nearest;
        }

        headers[StatusName] = status;
        headers[LimitName] = Text(nearest.Limit.Permits);
        headers[RemainingName] = Text(nearest.Remaining);
        headers[ResetName] = Text(now.ToUnixTimeSeconds() + Seconds(nearest.ResetAfter));
    }

    /// <summary>Whole seconds, rounded up: who waits for them does not come too early.</summary>
    public static long Seconds(TimeSpan time) => (time.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;

    private static string Status(RateLimitStatus status) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{status.Limit.Name}\";r={status.Remaining};t={Seconds(status.ResetAfter)}");

    private static double Part(RateLimitStatus status) => (double)status.Remaining / status.Limit.Permits;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
