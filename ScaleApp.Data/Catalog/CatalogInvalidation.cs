using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Caching;

namespace ScaleApp.Data.Catalog;

/// <summary>The cache tags of the catalogue, and how its entries are invalidated on all replicas.</summary>
public static class CatalogInvalidation
{
    /// <summary>The tag of every entry that contains best sellers.</summary>
    public const string BestSellersTag = "best-sellers";

    /// <summary>The cache key of a product, which is its tag as well.</summary>
    public static string KeyOf(int product) => $"product:{product}";

    /// <summary>Adds the invalidation of these products and of the best sellers to the outbox, so that it commits with their change.</summary>
    public static void EnqueueInvalidation(this ShopContext shop, int[] products) => shop.EnqueueInvalidation(TagsOf(products));

    /// <summary>Invalidates these products and the best sellers on every replica. Call it after the change is committed.</summary>
    public static Task InvalidateProductsAsync(this HybridCache cache, IEnumerable<int> products, CancellationToken ct) =>
        cache.InvalidateAsync(TagsOf(products), ct);

    private static string[] TagsOf(IEnumerable<int> products) => [.. products.Select(KeyOf), BestSellersTag];
}
