using Microsoft.EntityFrameworkCore;
using ScaleApp.Api.Administration;
using ScaleApp.Data;

namespace ScaleApp.Api.Catalog;

/// <summary>The products, as the API reads and changes them.</summary>
/// <remarks>
/// Handlers take this class and never the <see cref="ShopContext"/>: request validation looks into the public properties of every
/// parameter of a handler, and would read whole tables through those of the context.
/// </remarks>
internal sealed class Products(ShopContext shop, CatalogCache cache)
{
    /// <summary>Up to <paramref name="limit"/> products whose ids follow <paramref name="after"/>.</summary>
    public async Task<ProductPage> PageAsync(int after, int limit, CancellationToken ct)
    {
        // One more than asked for tells whether there is a next page.
        var products = await shop.Products.AsNoTracking()
            .Where(product => product.Id > after).OrderBy(product => product.Id)
            .Take(limit + 1).Select(ProductDetails.FromProduct).ToListAsync(ct);
        var items = products.Count > limit ? products[..limit] : products;

        return new ProductPage(items, products.Count > limit ? items[^1].Id : null);
    }

    /// <summary>One product, or null.</summary>
    public Task<ProductDetails?> FindAsync(int id, CancellationToken ct) =>
        shop.Products.AsNoTracking().Where(product => product.Id == id).Select(ProductDetails.FromProduct).SingleOrDefaultAsync(ct);

    /// <summary>Changes a product, and makes every replica forget what it knew of the catalogue. Null when there is no such product.</summary>
    /// <exception cref="Redis.RedisUnavailableException">Redis is away; nothing was changed.</exception>
    public async Task<ProductDetails?> UpdateAsync(int id, ProductUpdate update, CancellationToken ct)
    {
        // Announced before it is made: an update that could not be announced would leave old answers in the cache. When it
        // fails it is not ended, because the database may have made it all the same: then nothing is cached for a while.
        var invalidation = await cache.BeginUpdateAsync(ct);
        var changed = await shop.Products.Where(product => product.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(product => product.Name, update.Name)
            .SetProperty(product => product.Price, update.Price!.Value)
            .SetProperty(product => product.Stock, update.Stock!.Value), ct);
        await cache.EndUpdateAsync(invalidation);

        return changed == 0 ? null : await FindAsync(id, ct);
    }
}
