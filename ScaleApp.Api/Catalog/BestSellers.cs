using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Api.Http;
using ScaleApp.Data;

namespace ScaleApp.Api.Catalog;

/// <summary>The best sellers as JSON, and where they come from: <c>hit</c>, <c>miss</c> or <c>stale</c>.</summary>
internal readonly record struct BestSellersAnswer(byte[] Json, string Origin);

/// <summary>The best sellers, from the shared cache or from the database.</summary>
internal sealed class BestSellers(CatalogCache cache, IServiceScopeFactory scopes)
{
    public async ValueTask<BestSellersAnswer> GetAsync(int count, CancellationToken ct)
    {
        var query = new Query(scopes, count);
        var json = await cache.BestSellersAsync(count, query, static (query, ct) => query.RunAsync(ct), ct);
        return new BestSellersAnswer(json, query.Origin);
    }

    private sealed class Query(IServiceScopeFactory scopes, int count)
    {
        /// <summary>Stale where the query has failed and there is an answer all the same.</summary>
        public string Origin { get; private set; } = "hit";

        public async ValueTask<byte[]> RunAsync(CancellationToken ct)
        {
            Origin = "stale";
            await using var scope = scopes.CreateAsyncScope();

            // The primary: a standby may not have the order that invalidated the entry.
            var shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
            var products = await shop.Products.AsNoTracking()
                .OrderByDescending(product => product.UnitsSold).ThenBy(product => product.Id)
                .Take(count)
                .Select(product => new BestSeller(product.Id, product.Name, product.Price, product.UnitsSold))
                .ToArrayAsync(ct);
            Origin = "miss";

            return JsonSerializer.SerializeToUtf8Bytes(products, ApiJson.Default.BestSellerArray);
        }
    }
}
