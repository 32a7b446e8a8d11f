using System.Security.Cryptography;
using ScaleApp.Data.Seeding;

namespace ScaleApp.Tests.Data;

public class SeedTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    [Fact]
    public void Seed_plan_is_deterministic()
    {
        var (names, prices) = SeedNames.Products(SeedPlan.Shop.Products);
        var orders = SeedOrders.Generate(SeedPlan.Shop, prices);
        FormattableString[] rows =
        [
            .. names.Select((name, i) => (FormattableString)$"{name}|{prices[i]}|{orders.UnitsSold[i]}\n"),
            .. SeedNames.Customers(SeedPlan.Shop.Customers).Select(customer => (FormattableString)$"{customer.Name}|{customer.Email}\n"),
            .. orders.Orders.Select(order => (FormattableString)$"{order.Id}|{order.CustomerId}|{order.PlacedAt:O}|{order.Total}\n"),
            .. orders.Lines.Select(line =>
                (FormattableString)$"{line.CustomerId}|{line.OrderId}|{line.Number}|{line.ProductId}|{line.Quantity}|{line.UnitPrice}\n"),
        ];

        // The checksum of the first run. When it changes, every database that is seeded later differs from those before.
        var text = string.Concat(rows.Select(FormattableString.Invariant));
        Assert.Equal("9c5a45f50661bd67", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]);
    }

    [RequiresFact("postgres")]
    public async Task Units_sold_are_the_sum_of_the_order_lines()
    {
        Assert.Equal(0L, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM products p
            WHERE units_sold <> (SELECT coalesce(sum(quantity), 0) FROM order_lines l WHERE l.product_id = p.id)
            """));
        Assert.Equal(0L, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM orders o
            WHERE total <> (SELECT sum(quantity * unit_price) FROM order_lines l WHERE l.customer_id = o.customer_id AND l.order_id = o.id)
            """));
    }

    [RequiresFact("postgres")]
    public async Task Every_row_refers_to_rows_that_exist()
    {
        Assert.Equal(0L, await database.CountAsync("orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE c.id IS NULL"));
        Assert.Equal(0L, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM order_lines l
            LEFT JOIN orders o ON o.customer_id = l.customer_id AND o.id = l.order_id
            LEFT JOIN products p ON p.id = l.product_id
            WHERE o.id IS NULL OR p.id IS NULL
            """));
    }

    [RequiresFact("postgres")]
    public async Task Order_and_its_lines_share_a_partition_number() =>
        Assert.Equal(0L, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM orders o JOIN order_lines l ON l.customer_id = o.customer_id AND l.order_id = o.id
            WHERE replace(l.tableoid::regclass::text, 'order_lines', 'orders') <> o.tableoid::regclass::text
            """));
}
