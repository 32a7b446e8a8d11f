using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Redis.RateLimiting;

/// <summary>The framework's limiter of a service, decided for all replicas alike, with headers on every answer.</summary>
/// <remarks>
/// The framework first asks for what can be decided at once, and then waits for the rest: what this replica knows is the one,
/// Redis the other.
/// </remarks>
internal sealed class HttpRateLimiter(IRateLimits limits, EndpointLimitsFactory endpoints, TimeProvider time)
    : PartitionedRateLimiter<HttpContext>
{
    /// <summary>There are as many as there are partitions, in Redis.</summary>
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        var endpoint = Limits(resource);
        return limits.TryDecide(Request(resource, endpoint)) is { } decision ? Tell(resource, endpoint, decision) : Undecided.Instance;
    }

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(
        HttpContext context, int permitCount, CancellationToken cancellationToken)
    {
        var endpoint = Limits(context);
        return Tell(context, endpoint, await limits.DecideAsync(Request(context, endpoint), cancellationToken));
    }

    private EndpointLimits Limits(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<EndpointLimits>() ?? endpoints.Default;

    private static RateLimitRequest Request(HttpContext context, EndpointLimits endpoint) =>
        new(ClientPartition.Of(context, endpoint.ByAddress), endpoint.Charges, endpoint.FailClosed);

    private RateLimitDecision Tell(HttpContext context, EndpointLimits endpoint, RateLimitDecision decision)
    {
        // Added as the answer starts, for an error handler clears what is there before.
        var told = new Told(context.Response, endpoint, decision, time);
        context.Response.OnStarting(static state => ((Told)state).Write(), told);
        return decision;
    }

    private sealed record Told(HttpResponse Response, EndpointLimits Endpoint, RateLimitDecision Decision, TimeProvider Time)
    {
        public Task Write()
        {
            RateLimitHeaders.Write(Response.Headers, Endpoint, Decision, Time.GetUtcNow());
            return Task.CompletedTask;
        }
    }

    /// <summary>Makes the framework wait.</summary>
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
