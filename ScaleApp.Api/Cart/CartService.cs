using ScaleApp.Api.Orders;

namespace ScaleApp.Api.Cart;

/// <summary>A customer's cart: the same on every device and with every token.</summary>
/// <remarks>
/// A change locks the cart's row before it looks at the lines, so changes and check-outs of one cart follow each other, at whatever replica.
/// The row stays when the cart is emptied: a check-out that waits for a deleted row would go on without a lock. Statements that are sent
/// together are one transaction.
/// </remarks>
internal sealed class CartService(ShopContext shop)
{
    public const int MaxLines = NewOrder.MaxLines;
    public const int MaxQuantity = NewOrderLine.MaxQuantity;

    /// <summary>All lines, at the prices of the moment.</summary>
    public async Task<CartContent> ReadAsync(int customer, CancellationToken ct)
    {
        var items = await (from line in shop.CartLines.AsNoTracking()
                           where line.CustomerId == customer
                           join product in shop.Products on line.ProductId equals product.Id
                           orderby line.ProductId
                           select new CartItem(product.Id, product.Name, product.Price, line.Quantity)).ToListAsync(ct);

        return new CartContent(items, items.Sum(item => item.Price * item.Quantity));
    }

    /// <summary>Returns a line with no units for a product, or null if the product does not exist.</summary>
    public Task<CartItem?> FindProductAsync(int product, CancellationToken ct) => shop.Products.AsNoTracking()
        .Where(row => row.Id == product).Select(row => new CartItem(row.Id, row.Name, row.Price, 0)).SingleOrDefaultAsync(ct);

    public Task RemoveAsync(int customer, int product, CancellationToken ct) => shop.Database.ExecuteSqlAsync(
        $"""
        UPDATE carts SET changed_at = now() WHERE customer_id = {customer};
        DELETE FROM cart_lines WHERE customer_id = {customer} AND product_id = {product}
        """, ct);

    public Task EmptyAsync(int customer, CancellationToken ct) => shop.Database.ExecuteSqlAsync(
        $"""
        UPDATE carts SET changed_at = now() WHERE customer_id = {customer};
        DELETE FROM cart_lines WHERE customer_id = {customer}
        """, ct);

    /// <summary>What is in the cart, which nothing else changes before the caller's transaction ends.</summary>
    public async Task<NewOrderLine[]> LockAsync(int customer, CancellationToken ct)
    {
        // The clean-up may have deleted the row meanwhile.
        if (await shop.Carts.Where(cart => cart.CustomerId == customer)
                .ExecuteUpdateAsync(set => set.SetProperty(cart => cart.ChangedAt, _ => ShopContext.Now()), ct) == 0)
        {
            return [];
        }

        return await shop.CartLines.AsNoTracking().Where(line => line.CustomerId == customer).OrderBy(line => line.ProductId)
            .Select(line => new NewOrderLine(line.ProductId, line.Quantity)).ToArrayAsync(ct);
    }

    /// <summary>Adds units, or sets how many there are, up to <see cref="MaxQuantity"/>. Returns how many there are now; null when the cart is full.</summary>
    // Two statements, because one would count the lines as they were before it had waited for the lock.
    public async Task<int?> PutAsync(int customer, int product, int quantity, bool adds, CancellationToken ct) =>
        await shop.Database.SqlQuery<int>(
            $"""
            INSERT INTO carts (customer_id, changed_at) VALUES ({customer}, now())
            ON CONFLICT (customer_id) DO UPDATE SET changed_at = excluded.changed_at;
            INSERT INTO cart_lines AS line (customer_id, product_id, quantity) SELECT {customer}, {product}, {quantity}
            WHERE EXISTS (SELECT FROM cart_lines WHERE customer_id = {customer} AND product_id = {product})
                OR (SELECT count(*) FROM cart_lines WHERE customer_id = {customer}) < {MaxLines}
            ON CONFLICT (customer_id, product_id) DO UPDATE
                SET quantity = least(CASE WHEN {adds} THEN line.quantity ELSE 0 END + excluded.quantity, {MaxQuantity})
            RETURNING quantity AS "Value"
            """).ToListAsync(ct) is [var now] ? now : null;
}
