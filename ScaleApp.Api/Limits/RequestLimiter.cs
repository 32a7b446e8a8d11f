using System.Diagnostics.CodeAnalysis;
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
            : Undecided.Instance;
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

    /// <summary>Makes the middleware ask asynchronously.</summary>
    private sealed class Undecided : RateLimitLease
    {
        public static readonly Undecided Instance = new();

        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
