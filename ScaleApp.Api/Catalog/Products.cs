using Microsoft.EntityFrameworkCore;
using ScaleApp.Api.Administration;
using ScaleApp.Data;
using ScaleApp.Data.Catalog;

namespace ScaleApp.Api.Catalog;

/// <summary>The products, as the API reads and changes them.</summary>
/// <remarks>
/// Handlers take this class and never the <see cref="ShopContext"/>: request validation looks into the public properties of every
/// parameter of a handler, and would read whole tables through those of the context.
/// </remarks>
internal sealed class Products(ShopContext shop, CatalogCache cache, IServiceScopeFactory scopes)
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

    /// <summary>One product, or null; from the shared cache, or from the database.</summary>
    public ValueTask<ProductDetails?> FindAsync(int id, CancellationToken ct) =>
        cache.ProductAsync(id, (scopes, id), static (state, ct) => ReadAsync(state.scopes, state.id, ct), ct);

    /// <summary>Changes a product, and invalidates what the replicas have cached of it. Null when there is no such product.</summary>
    public async Task<ProductDetails?> UpdateAsync(int id, ProductUpdate update, CancellationToken ct)
    {
        var product = await shop.Database.CreateExecutionStrategy().ExecuteAsync(token => TryUpdateAsync(id, update, token), ct);
        if (product is not null)
        {
            await cache.InvalidateProductsAsync(id);
        }

        return product;
    }

    private async Task<ProductDetails?> TryUpdateAsync(int id, ProductUpdate update, CancellationToken ct)
    {
        shop.ChangeTracker.Clear();
        await using var transaction = await shop.Database.BeginTransactionAsync(ct);
        var changed = await shop.Products.Where(product => product.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(product => product.Name, update.Name)
            .SetProperty(product => product.Price, update.Price!.Value)
            .SetProperty(product => product.Stock, update.Stock!.Value), ct);
        if (changed == 0)
        {
            return null;
        }

        shop.EnqueueInvalidation([id]);
        await shop.SaveChangesAsync(ct);
        var product = await ReadAsync(shop, id, ct);
        await transaction.CommitAsync(ct);
        return product;
    }

    // In a scope of its own: it may run on when the request that began it has ended.
    private static async ValueTask<ProductDetails?> ReadAsync(IServiceScopeFactory scopes, int id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await ReadAsync(scope.ServiceProvider.GetRequiredService<ShopContext>(), id, ct);
    }

    private static Task<ProductDetails?> ReadAsync(ShopContext shop, int id, CancellationToken ct) =>
        shop.Products.AsNoTracking().Where(product => product.Id == id).Select(ProductDetails.FromProduct).SingleOrDefaultAsync(ct);
}
