namespace ScaleApp.Api.Orders;

/// <summary>Reads a customer's orders.</summary>
/// <remarks>
/// Each query names the customer of the lines as well as of the orders, because both tables are partitioned by customer and a join alone
/// does not exclude the other partitions.
/// </remarks>
internal sealed class OrderHistory(ShopContext shop, LaggingReads<ShopContext> lagging, RecentOrders recent)
{
    /// <summary>
    /// Up to <paramref name="limit"/> orders, the newest first, that follow <paramref name="after"/>. May lag, but for the customer who has
    /// just placed or cancelled an order.
    /// </summary>
    public async Task<OrderPage> PageAsync(int customer, OrderCursor? after, int limit, CancellationToken ct)
    {
        var source = await recent.ContainsAsync(customer, ct) ? shop : lagging.Context;
        var orders = source.Orders.AsNoTracking().Where(order => order.CustomerId == customer);
        if (after is { } cursor)
        {
            orders = orders.Where(order => EF.Functions.LessThan(
                ValueTuple.Create(order.PlacedAt, order.Id), ValueTuple.Create(cursor.PlacedAt, cursor.Id)));
        }

        // One more than asked for tells whether there is a next page.
        var found = await orders.OrderByDescending(order => order.PlacedAt).ThenByDescending(order => order.Id).Take(limit + 1)
            .Select(order => new OrderSummary(order.Id, order.PlacedAt, order.Status, order.Total,
                order.Lines.Where(line => line.CustomerId == customer).Sum(line => line.Quantity)))
            .ToListAsync(ct);
        var items = found.Count > limit ? found[..limit] : found;

        return new OrderPage(items, found.Count > limit ? new OrderCursor(items[^1].PlacedAt, items[^1].Id).ToString() : null);
    }

    public Task<OrderDetails?> FindAsync(int customer, Guid id, CancellationToken ct) => shop.Orders.AsNoTracking()
        .Where(order => order.Id == id && order.CustomerId == customer)
        .Select(order => new OrderDetails(order.Id, order.PlacedAt, order.Status, order.Total,
            (from line in order.Lines
             where line.CustomerId == customer
             join product in shop.Products on line.ProductId equals product.Id
             orderby line.Number
             select new OrderedProduct(line.ProductId, product.Name, line.Quantity, line.UnitPrice)).ToList()))
        .SingleOrDefaultAsync(ct);
}
