using Microsoft.EntityFrameworkCore;
using ScaleApp.Data;

namespace ScaleApp.Api.Cart;

/// <summary>Names and prices for what is in a cart.</summary>
internal sealed class CartPricing(ShopContext shop)
{
    /// <summary>A line for one product, of no units yet; null when there is no such product.</summary>
    public Task<CartItem?> FindAsync(int product, CancellationToken ct) => shop.Products.AsNoTracking()
        .Where(row => row.Id == product).Select(row => new CartItem(row.Id, row.Name, row.Price, 0)).SingleOrDefaultAsync(ct);

    /// <summary>All lines of a cart. Products that are sold no more are left out.</summary>
    public async Task<CartContent> PriceAsync(IReadOnlyDictionary<int, int> quantities, CancellationToken ct)
    {
        if (quantities.Count == 0)
        {
            return new CartContent([], 0);
        }

        var ids = quantities.Keys.ToArray();
        var products = await shop.Products.AsNoTracking().Where(product => ids.Contains(product.Id)).OrderBy(product => product.Id)
            .Select(product => new CartItem(product.Id, product.Name, product.Price, 0)).ToListAsync(ct);
        var items = products.ConvertAll(item => item with { Quantity = quantities[item.ProductId] });

        return new CartContent(items, items.Sum(item => item.Price * item.Quantity));
    }
}
