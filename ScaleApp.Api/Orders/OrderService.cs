using System.Diagnostics;
using ScaleApp.Api.Catalog;
using ScaleApp.Data.Catalog;
using ScaleApp.Data.Orders;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Api.Orders;

/// <summary>The result of placing an order: the order, or the products that are short.</summary>
internal sealed record PlaceOrderResult(OrderDetails? Order, Shortage[] Shortages);

/// <summary>Places and cancels orders. The stock follows in the same transaction, and never falls below zero.</summary>
/// <remarks>Products are locked in the order of their ids, so that orders for the same products wait for each other and never in a circle.</remarks>
internal sealed class OrderService(ShopContext shop, CatalogCache catalog, TimeProvider time)
{
    /// <summary>Places an order, with the prices of the moment, and enqueues its confirmation: all of it with the caller's commit.</summary>
    public async Task<PlaceOrderResult> PlaceAsync(int customer, IReadOnlyList<NewOrderLine> lines, CancellationToken ct)
    {
        var products = await LockAsync([.. lines.Select(line => line.ProductId)], ct);
        var shortages = lines
            .Select(line => new Shortage(line.ProductId, line.Quantity, products.GetValueOrDefault(line.ProductId)?.Stock ?? 0))
            .Where(line => line.Available < line.Wanted)
            .ToArray();
        if (shortages is not [])
        {
            return new PlaceOrderResult(Order: null, shortages);
        }

        await AdjustStockAsync([.. lines.Select(line => line.ProductId)], [.. lines.Select(line => line.Quantity)], ct);
        var order = CreateOrder(customer, lines, products);
        shop.Add(order);
        shop.Enqueue<IOrderConfirmationJob>(job => job.SendAsync(customer, order.Id, CancellationToken.None));
        shop.EnqueueProductInvalidation([.. products.Keys]);

        return new PlaceOrderResult(new OrderDetails(order.Id, order.PlacedAt, order.Status, order.Total,
            [.. order.Lines.Select(line => new OrderedProduct(line.ProductId, products[line.ProductId].Name, line.Quantity, line.UnitPrice))]), []);
    }

    /// <summary>Takes an order back and its products into the stock; once, however often it is asked for.</summary>
    /// <returns>The status afterwards; null when the customer has no such order.</returns>
    public async Task<OrderStatus?> CancelAsync(int customer, Guid id, CancellationToken ct)
    {
        var products = await shop.InTransactionAsync(token => TryCancelAsync(customer, id, token), ct);
        if (products is not [])
        {
            await catalog.InvalidateProductsAsync(products);
        }

        return await FindStatusAsync(customer, id, ct);
    }

    /// <summary>Marks an order as shipped; once, however often it is asked for. Of a cancellation at the same moment one wins.</summary>
    /// <returns>The status afterwards; null when the customer has no such order.</returns>
    public async Task<OrderStatus?> ShipAsync(int customer, Guid id, CancellationToken ct)
    {
        await TryEndAsync(customer, id, OrderStatus.Shipped, ct);
        return await FindStatusAsync(customer, id, ct);
    }

    /// <summary>Returns the products of the order; none when there is nothing to cancel.</summary>
    private async Task<int[]> TryCancelAsync(int customer, Guid id, CancellationToken ct)
    {
        if (!await TryEndAsync(customer, id, OrderStatus.Cancelled, ct))
        {
            return [];
        }

        var lines = await shop.OrderLines.AsNoTracking().Where(line => line.CustomerId == customer && line.OrderId == id)
            .Select(line => new { line.ProductId, line.Quantity }).ToListAsync(ct);
        int[] products = [.. lines.Select(line => line.ProductId)];
        await LockAsync(products, ct);
        await AdjustStockAsync(products, [.. lines.Select(line => -line.Quantity)], ct);
        shop.EnqueueProductInvalidation(products);
        return products;
    }

    private async Task<bool> TryEndAsync(int customer, Guid id, OrderStatus status, CancellationToken ct) => await shop.Orders
        .Where(order => order.Id == id && order.CustomerId == customer && order.Status == OrderStatus.Placed)
        .ExecuteUpdateAsync(set => set.SetProperty(order => order.Status, status), ct) > 0;

    private Task<OrderStatus?> FindStatusAsync(int customer, Guid id, CancellationToken ct) => shop.Orders
        .Where(order => order.Id == id && order.CustomerId == customer).Select(order => (OrderStatus?)order.Status).SingleOrDefaultAsync(ct);

    private async Task<Dictionary<int, LockedProduct>> LockAsync(int[] products, CancellationToken ct) =>
        (await shop.Database.SqlQuery<LockedProduct>(
            $"""
            SELECT id, name, price, stock FROM products
            WHERE id = ANY ({products}) ORDER BY id FOR NO KEY UPDATE
            """).ToListAsync(ct)).ToDictionary(product => product.Id);

    /// <summary>Out of the stock and into what was sold.</summary>
    private async Task AdjustStockAsync(int[] products, int[] quantities, CancellationToken ct)
    {
        var adjusted = await shop.Database.ExecuteSqlAsync(
            $"""
            UPDATE products SET stock = stock - sold.quantity, units_sold = units_sold + sold.quantity
            FROM unnest({products}, {quantities}) AS sold (id, quantity)
            WHERE products.id = sold.id AND stock >= sold.quantity
            """, ct);
        if (adjusted != products.Length)
        {
            throw new UnreachableException($"Only {adjusted} of {products.Length} products could be adjusted although all were locked.");
        }
    }

    private Order CreateOrder(int customer, IReadOnlyList<NewOrderLine> lines, Dictionary<int, LockedProduct> products)
    {
        var id = Guid.CreateVersion7();
        return new Order
        {
            Id = id,
            CustomerId = customer,
            PlacedAt = time.GetDatabaseNow(),
            Total = lines.Sum(line => line.Quantity * products[line.ProductId].Price),
            Lines =
            [
                .. lines.Select((line, index) => new OrderLine
                {
                    CustomerId = customer,
                    OrderId = id,
                    Number = (short)(index + 1),
                    ProductId = line.ProductId,
                    Quantity = line.Quantity,
                    UnitPrice = products[line.ProductId].Price,
                }),
            ],
        };
    }

    private sealed record LockedProduct(int Id, string Name, decimal Price, int Stock);
}
