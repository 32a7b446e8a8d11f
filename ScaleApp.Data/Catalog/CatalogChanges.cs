using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Data.Catalog;

/// <summary>By which names the catalogue is cached, and how all replicas come to forget what was changed.</summary>
public static class CatalogChanges
{
    /// <summary>The tag of everything that shows which products sell best.</summary>
    public const string BestSellersTag = "best-sellers";

    /// <summary>The cache's key of a product.</summary>
    public static string KeyOf(int product) => $"product:{product}";

    /// <summary>Has the change of these products told in any case: what is saved here is committed with it.</summary>
    public static void RecordChanged(this ShopContext shop, int[] products) =>
        shop.Enqueue<ICatalogChangeJob>(job => job.TellAsync(products, CancellationToken.None));

    /// <summary>
    /// Makes every replica forget these products and the best sellers. Called when a change is committed; what was read before is
    /// not remembered by anybody from then on.
    /// </summary>
    /// <exception cref="Redis.RedisUnavailableException">Redis is away: nobody could be told.</exception>
    public static Task ForgetProductsAsync(this HybridCache cache, IEnumerable<int> products, CancellationToken ct) => Task.WhenAll(
        cache.RemoveAsync(products.Select(KeyOf), ct).AsTask(), cache.RemoveByTagAsync(BestSellersTag, ct).AsTask());
}
