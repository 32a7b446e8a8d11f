using ScaleApp.Api.Administration;
using ScaleApp.Data.Catalog;

namespace ScaleApp.Api.Catalog;

/// <summary>The products, as the API reads and changes them.</summary>
/// <remarks>
/// Handlers take this class and never the <see cref="ShopContext"/>: request validation looks into the public properties of every
/// parameter of a handler, and would read whole tables through those of the context.
/// </remarks>
internal sealed class Products(ShopContext shop, LaggingReads<ShopContext> lagging, CatalogCache cache)
{
    /// <summary>Up to <paramref name="limit"/> products whose ids follow <paramref name="after"/>; may lag.</summary>
    public async Task<ProductPage> PageAsync(int after, int limit, CancellationToken ct)
    {
        // One more than asked for tells whether there is a next page.
        var products = await lagging.Context.Products.AsNoTracking()
            .Where(product => product.Id > after).OrderBy(product => product.Id)
            .Take(limit + 1).Select(ProductDetails.FromProduct).ToListAsync(ct);
        var items = products.Count > limit ? products[..limit] : products;

        return new ProductPage(items, products.Count > limit ? items[^1].Id : null);
    }

    /// <summary>One product as the database has it now, with its version; null when there is none.</summary>
    public Task<VersionedProduct?> FindVersionAsync(int id, CancellationToken ct) => shop.Products.AsNoTracking().Where(product => product.Id == id)
        .Select(product => new VersionedProduct(
            new ProductDetails(product.Id, product.Name, product.Price, product.Stock, product.UnitsSold), product.Version))
        .SingleOrDefaultAsync(ct);

    /// <summary>Changes a product and invalidates its cache entries. Returns null when the product does not exist or has another version.</summary>
    /// <remarks>A stock of null is left as it is. One of <paramref name="versions"/> is changed; null for any.</remarks>
    public async Task<VersionedProduct?> UpdateAsync(int id, ProductUpdate update, uint[]? versions, CancellationToken ct)
    {
        var product = await shop.InTransactionAsync(token => TryUpdateAsync(id, update, versions, token), ct);
        if (product is not null)
        {
            await cache.InvalidateProductsAsync(id);
        }

        return product;
    }

    private async Task<VersionedProduct?> TryUpdateAsync(int id, ProductUpdate update, uint[]? versions, CancellationToken ct)
    {
        var products = shop.Products.Where(product => product.Id == id);
        if (versions is not null)
        {
            products = products.Where(product => versions.Contains(product.Version));
        }

        var changed = await products.ExecuteUpdateAsync(set => set
            .SetProperty(product => product.Name, update.Name)
            .SetProperty(product => product.Price, update.Price!.Value)
            .SetProperty(product => product.Stock, product => update.Stock ?? product.Stock), ct);
        if (changed == 0)
        {
            return null;
        }

        shop.EnqueueProductInvalidation([id]);
        return await FindVersionAsync(id, ct);
    }
}

/// <summary>A product, and the version of its row, which every change and every sale renews.</summary>
internal sealed record VersionedProduct(ProductDetails Product, uint Version);
