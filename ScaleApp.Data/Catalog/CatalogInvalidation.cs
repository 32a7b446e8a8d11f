using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Data.Catalog;

/// <summary>The cache keys of the catalogue, and how entries are invalidated on all replicas.</summary>
public static class CatalogInvalidation
{
    /// <summary>The tag of every entry that contains best sellers.</summary>
    public const string BestSellersTag = "best-sellers";

    /// <summary>The cache key of a product.</summary>
    public static string KeyOf(int product) => $"product:{product}";

    /// <summary>Adds the invalidation of these products to the outbox, so that it commits with their change.</summary>
    public static void EnqueueInvalidation(this ShopContext shop, int[] products) =>
        shop.Enqueue<ICatalogInvalidationJob>(job => job.InvalidateAsync(products, CancellationToken.None));

    /// <summary>Removes these products and the best sellers from the cache of every replica. Call it after the change is committed.</summary>
    /// <exception cref="Redis.RedisUnavailableException">Redis is unavailable, so other replicas keep their entries.</exception>
    public static Task InvalidateProductsAsync(this HybridCache cache, IEnumerable<int> products, CancellationToken ct) => Task.WhenAll(
        cache.RemoveAsync(products.Select(KeyOf), ct).AsTask(), cache.RemoveByTagAsync(BestSellersTag, ct).AsTask());
}
