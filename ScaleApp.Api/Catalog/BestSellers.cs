using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Api.Http;
using ScaleApp.Data;

namespace ScaleApp.Api.Catalog;

/// <summary>The best sellers as JSON, ready to be sent.</summary>
internal readonly record struct BestSellersAnswer(ReadOnlyMemory<byte> Json, bool IsHit);

/// <summary>The best sellers, from what all replicas remember, or from the database.</summary>
internal sealed class BestSellers(CatalogCache cache, IServiceScopeFactory scopes)
{
    public async ValueTask<BestSellersAnswer> GetAsync(int count, CancellationToken ct)
    {
        var query = new Query(scopes, count);
        var json = await cache.BestSellersAsync(count, query, static (query, ct) => query.RunAsync(ct), ct);
        return new BestSellersAnswer(json.Utf8, IsHit: !query.HasRun);
    }

    /// <summary>In a scope of its own, for it outlives the request that began it: others wait for it.</summary>
    private sealed class Query(IServiceScopeFactory scopes, int count)
    {
        public bool HasRun { get; private set; }

        public async ValueTask<CachedJson> RunAsync(CancellationToken ct)
        {
            HasRun = true;
            await using var scope = scopes.CreateAsyncScope();
            var shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
            var products = await shop.Products.AsNoTracking()
                .OrderByDescending(product => product.UnitsSold).ThenBy(product => product.Id)
                .Take(count)
                .Select(product => new BestSeller(product.Id, product.Name, product.Price, product.UnitsSold))
                .ToArrayAsync(ct);

            return new CachedJson(JsonSerializer.SerializeToUtf8Bytes(products, ApiJson.Default.BestSellerArray));
        }
    }
}
