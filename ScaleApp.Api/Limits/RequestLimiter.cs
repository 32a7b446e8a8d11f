using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace ScaleApp.Api.Limits;

/// <summary>The limiter of ASP.NET Core's middleware: one policy a request, with headers on every answer.</summary>
/// <remarks>
/// The middleware first asks synchronously, which is enough for a limit that this replica counts by itself, and then asynchronously.
/// It is the global limiter because a policy's limiter never sees the <see cref="HttpContext"/>, and could write no headers.
/// </remarks>
internal sealed class RequestLimiter(RateLimitPolicies policies, SharedLimits shared, LocalLimits local)
    : PartitionedRateLimiter<HttpContext>
{
    /// <summary>None: there are as many as there are clients, in Redis.</summary>
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        var (limit, cost) = Required(resource);
        return limit.IsLocal
            ? RateLimitHeaders.AddTo(resource.Response, local.Acquire(limit, ClientPartition.Of(resource, limit), cost))
            : RateLimitDecision.Unavailable(limit); // Not acquired: the middleware asks asynchronously.
    }

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(
        HttpContext context, int permitCount, CancellationToken cancellationToken)
    {
        var (limit, cost) = Required(context);
        return RateLimitHeaders.AddTo(
            context.Response, await shared.AcquireAsync(limit, ClientPartition.Of(context, limit), cost, cancellationToken));
    }

    private RequiredLimit Required(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RequiredLimit>() ?? policies.Default;
}

/// <summary>Tells clients what is left of their limit: by the IETF's draft (draft-ietf-httpapi-ratelimit-headers) and by <c>X-RateLimit-*</c>.</summary>
internal static class RateLimitHeaders
{
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
        headers["RateLimit-Policy"] = decision.Limit.Policy;
        if (decision.IsUnavailable)
        {
            return;
        }

        headers["RateLimit"] = $"\"{decision.Limit.Name}\";r={decision.Remaining};t={Math.Ceiling(decision.ResetAfter.TotalSeconds):0}";
        headers["X-RateLimit-Limit"] = $"{decision.Limit.Permits}";
        headers["X-RateLimit-Remaining"] = $"{decision.Remaining}";
        headers["X-RateLimit-Reset"] = $"{Math.Ceiling((decision.ResetAt - DateTimeOffset.UnixEpoch).TotalSeconds):0}";
    }
}

/// <summary>Whose permits a request takes: the signed-in customer's, else the address's.</summary>
internal static class ClientPartition
{
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context, RateLimit limit) =>
        !limit.ByAddress && context.User.Identity is { IsAuthenticated: true } && context.User.FindCustomerId() is { } customer
            ? $"customer:{customer}"
            : OfAddress(context.Connection.RemoteIpAddress);

    /// <summary>An IPv4 address; of an IPv6 address the /64, because a client that has one address of it has them all.</summary>
    public static string OfAddress(IPAddress? address)
    {
        if (address is null)
        {
            return "address:unknown";
        }

        if (address.AddressFamily is AddressFamily.InterNetwork)
        {
            return $"address:{address}";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return $"address:{address.MapToIPv4()}";
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return $"address:{new IPAddress(bytes)}/64";
    }
}
