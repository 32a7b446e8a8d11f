using Hangfire;
using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Caching;

namespace ScaleApp.Worker.Caching;

/// <remarks>
/// The cache compares the time of an invalidation with that of a fill, each by the clock of its machine. The second time makes up for a
/// replica whose clock is up to ten seconds ahead, and for a Redis that lost its last second.
/// </remarks>
internal sealed class CacheInvalidationJob(HybridCache cache, IBackgroundJobClient jobs) : ICacheInvalidationJob
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    public async Task InvalidateAsync(string[] tags, CancellationToken ct)
    {
        await cache.InvalidateAsync(tags, ct);
        jobs.Schedule<ICacheInvalidationJob>(job => job.InvalidateAgainAsync(tags, CancellationToken.None), Delay);
    }

    public Task InvalidateAgainAsync(string[] tags, CancellationToken ct) => cache.InvalidateAsync(tags, ct);
}
