using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Api.Http;
using ScaleApp.Data;

namespace ScaleApp.Api.Catalog;

/// <summary>The best sellers as JSON, ready to be sent.</summary>
internal readonly record struct BestSellersAnswer(ReadOnlyMemory<byte> Json, bool IsHit);

/// <summary>The best sellers, from the cache that all replicas share, or from the database.</summary>
/// <remarks>
/// However many requests miss at once in this process, one query is run for them, also while Redis is away. The query outlives
/// the request that began it, because others wait for it.
/// </remarks>
internal sealed class BestSellers(CatalogCache cache, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ReadOnlyMemory<byte>>>> _fills = new();

    public async ValueTask<BestSellersAnswer> GetAsync(int count, CancellationToken ct)
    {
        var entry = await cache.ReadAsync($"best-sellers:{count}", ct);
        if (entry.Value is { } json)
        {
            return new BestSellersAnswer(json, IsHit: true);
        }

        // Who misses after an update must not be given the answer of a query that began before it.
        var flight = $"{count}@{entry.Version}";
        var fill = _fills.GetOrAdd(flight, _ => new Lazy<Task<ReadOnlyMemory<byte>>>(() => FillAsync(flight, count, entry)));
        return new BestSellersAnswer(await fill.Value.WaitAsync(ct), IsHit: false);
    }

    private async Task<ReadOnlyMemory<byte>> FillAsync(string flight, int count, CacheEntry entry)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
            var products = await shop.Products.AsNoTracking()
                .OrderByDescending(product => product.UnitsSold).ThenBy(product => product.Id)
                .Take(count)
                .Select(product => new BestSeller(product.Id, product.Name, product.Price, product.UnitsSold))
                .ToArrayAsync(lifetime.ApplicationStopping);
            var json = JsonSerializer.SerializeToUtf8Bytes(products, ApiJson.Default.BestSellerArray);
            await cache.FillAsync(entry, json, lifetime.ApplicationStopping);

            return json;
        }
        finally
        {
            _fills.TryRemove(flight, out _);
        }
    }
}
