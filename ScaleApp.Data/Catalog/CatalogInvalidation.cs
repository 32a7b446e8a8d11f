using ScaleApp.Data.Caching;

namespace ScaleApp.Data.Catalog;

public static class CatalogInvalidation
{
    /// <summary>The tag of every entry that contains best sellers.</summary>
    public const string BestSellersTag = "best-sellers";

    /// <summary>The cache key of a product, which is its tag as well.</summary>
    public static string KeyOf(int product) => $"product:{product}";

    /// <summary>What a change of products invalidates.</summary>
    public static string[] TagsOf(IEnumerable<int> products) => [.. products.Select(KeyOf), BestSellersTag];

    /// <summary>Adds the invalidation of these products and of the best sellers to the outbox, so that it commits with their change.</summary>
    public static void EnqueueProductInvalidation(this ShopContext shop, int[] products) => shop.EnqueueInvalidation(TagsOf(products));
}
