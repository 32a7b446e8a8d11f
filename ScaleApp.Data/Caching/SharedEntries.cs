using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Data.Caching;

/// <summary>The one way in which entries of the shared cache are read and invalidated: by a tag.</summary>
/// <remarks>
/// A query that is still running when its entry is removed by key stores what was true before. By tag it cannot: an entry that was
/// filled from before the invalidation of its tag is not valid, wherever and whenever it is stored.
/// </remarks>
public static class SharedEntries
{
    /// <summary>Returns an entry from memory, Redis or <paramref name="query"/>, in this order.</summary>
    /// <param name="cache">The shared cache.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="tag">What invalidates it: the same as its key, or the tag of several entries.</param>
    /// <param name="state">Is passed to the query.</param>
    /// <param name="query">Reads the source, in a scope of its own: it may run on when the request that began it has ended.</param>
    /// <param name="ct">Cancels the request's wait.</param>
    public static ValueTask<T> ReadAsync<TState, T>(
        this HybridCache cache, string key, string tag, TState state, Func<TState, CancellationToken, ValueTask<T>> query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return cache.GetOrCreateAsync(key, state, query, tags: [tag], cancellationToken: ct);
    }

    /// <summary>Invalidates on every replica what has one of these tags. Call it after the change is committed.</summary>
    public static Task InvalidateAsync(this HybridCache cache, IEnumerable<string> tags, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return Task.WhenAll(tags.Select(tag => InvalidateAsync(cache, tag, ct)));
    }

    /// <summary>Adds the invalidation of these tags to the outbox, so that it commits with the change.</summary>
    public static void EnqueueInvalidation(this DbContext database, string[] tags) =>
        database.Enqueue<ICacheInvalidationJob>(job => job.InvalidateAsync(tags, CancellationToken.None));

    private static async Task InvalidateAsync(HybridCache cache, string tag, CancellationToken ct)
    {
        await cache.RemoveByTagAsync(tag, ct);

        // An invalid entry is still served while the source is unavailable, unless it is removed as well.
        await cache.RemoveAsync(tag, ct);
    }
}
