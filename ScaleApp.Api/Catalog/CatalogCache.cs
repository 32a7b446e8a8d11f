using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Caching;
using ScaleApp.Data.Catalog;

namespace ScaleApp.Api.Catalog;

/// <summary>The best sellers as JSON, and where they come from: <c>hit</c>, <c>miss</c> or <c>stale</c>.</summary>
internal readonly record struct BestSellersAnswer(byte[] Json, string Origin);

/// <summary>The catalogue from the cache that the replicas share, or from the database.</summary>
internal sealed class CatalogCache(HybridCache cache, IServiceScopeFactory scopes)
{
    public async ValueTask<BestSellersAnswer> BestSellersAsync(int count, CancellationToken ct)
    {
        var origin = "hit";
        var json = await cache.ReadAsync($"best-sellers:{count}", CatalogInvalidation.BestSellersTag, scopes, async (shop, token) =>
        {
            // It stays so where the query fails and there is an answer all the same.
            origin = "stale";
            var products = await shop.Products.AsNoTracking()
                .OrderByDescending(product => product.UnitsSold).ThenBy(product => product.Id)
                .Take(count)
                .Select(product => new BestSeller(product.Id, product.Name, product.Price, product.UnitsSold))
                .ToArrayAsync(token);
            origin = "miss";
            return JsonSerializer.SerializeToUtf8Bytes(products, JsonSerializerOptions.Web);
        }, ct);
        return new BestSellersAnswer(json, origin);
    }

    public ValueTask<ProductDetails?> FindProductAsync(int id, CancellationToken ct) => cache.ReadAsync(
        CatalogInvalidation.KeyOf(id), CatalogInvalidation.KeyOf(id), scopes,
        (shop, token) => shop.Products.AsNoTracking().Where(product => product.Id == id).Select(ProductDetails.FromProduct).SingleOrDefaultAsync(token), ct);

    /// <summary>Invalidates products whose change is committed, and the best sellers.</summary>
    /// <remarks>Where Redis is unavailable, a worker repeats it by what was committed with the change.</remarks>
    // Not cancelled with the request: the change is committed.
    public Task InvalidateProductsAsync(params IEnumerable<int> products) =>
        cache.InvalidateAsync(CatalogInvalidation.TagsOf(products), CancellationToken.None);
}
