using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Caching;
using ScaleApp.Data.Catalog;

namespace ScaleApp.Api.Catalog;

/// <summary>What the replicas cache of the catalogue: keys, tags and invalidation.</summary>
internal sealed class CatalogCache(HybridCache cache)
{
    /// <summary>The best sellers as JSON.</summary>
    public ValueTask<byte[]> BestSellersAsync<TState>(
        int count, TState state, Func<TState, CancellationToken, ValueTask<byte[]>> query, CancellationToken ct) =>
        cache.ReadAsync($"best-sellers:{count}", CatalogInvalidation.BestSellersTag, state, query, ct);

    /// <summary>A product, or null when there is none.</summary>
    public ValueTask<ProductDetails?> ProductAsync<TState>(
        int id, TState state, Func<TState, CancellationToken, ValueTask<ProductDetails?>> query, CancellationToken ct) =>
        cache.ReadAsync(CatalogInvalidation.KeyOf(id), CatalogInvalidation.KeyOf(id), state, query, ct);

    /// <summary>
    /// Invalidates products whose change is committed, and the best sellers. Where Redis does not hear of it, a worker repeats it by what was
    /// committed with the change.
    /// </summary>
    // Not cancelled with the request: the change is committed.
    public Task InvalidateProductsAsync(params IEnumerable<int> products) => cache.InvalidateProductsAsync(products, CancellationToken.None);
}
