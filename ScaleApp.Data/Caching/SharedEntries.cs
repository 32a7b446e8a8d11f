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
    /// <remarks>
    /// The tag invalidates it: the same as its key, or the tag of several entries. The query reads the primary: a standby may lack the change
    /// that invalidated the entry, and the cache would keep the value from before it.
    /// </remarks>
    public static ValueTask<T> ReadAsync<T>(this HybridCache cache, string key, string tag, IServiceScopeFactory scopes,
        Func<ShopContext, CancellationToken, Task<T>> query, CancellationToken ct) => cache.GetOrCreateAsync(key, async token =>
        {
            // In a scope of its own: it may run on when the request that began it has ended.
            await using var scope = scopes.CreateAsyncScope();
            return await query(scope.ServiceProvider.GetRequiredService<ShopContext>(), token);
        }, tags: [tag], cancellationToken: ct);

    /// <summary>Invalidates on every replica what has one of these tags. Call it after the change is committed.</summary>
    public static Task InvalidateAsync(this HybridCache cache, IEnumerable<string> tags, CancellationToken ct) =>
        Task.WhenAll(tags.Select(tag => InvalidateAsync(cache, tag, ct)));

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
