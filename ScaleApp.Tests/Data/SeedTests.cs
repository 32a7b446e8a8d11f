using System.Security.Cryptography;
using ScaleApp.Data.Seeding;

namespace ScaleApp.Tests.Data;

public class SeedTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    [Fact]
    public void Seed_plan_is_deterministic()
    {
        // The checksums of the first run. When one changes, every database that is seeded later differs from those before.
        Assert.Equal("9c5a45f50661bd67", Checksum(SeedPlan.Shop));
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
    public async Task New_rows_get_ids_after_the_seeded_ones()
    {
        var id = await database.ScalarAsync<int>(
            "INSERT INTO products (name, price, stock, units_sold) VALUES ('new', 1, 1, 0) RETURNING id");

        Assert.Equal(ShopDatabase.Plan.Products + 1, id);
    }

    private static string Checksum(SeedPlan plan)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(FormattableString line) => hash.AppendData(Encoding.UTF8.GetBytes(line.ToString(CultureInfo.InvariantCulture)));

        var (names, prices) = SeedNames.Products(plan.Products);
        var orders = SeedOrders.Generate(plan, prices);
        for (var i = 0; i < names.Length; i++)
        {
            Add($"{names[i]}|{prices[i]}|{orders.UnitsSold[i]}\n");
        }

        foreach (var (name, email) in SeedNames.Customers(plan.Customers))
        {
            Add($"{name}|{email}\n");
        }

        foreach (var order in orders.Orders)
        {
            Add($"{order.Id}|{order.CustomerId}|{order.PlacedAt:O}|{order.Total}\n");
        }

        foreach (var line in orders.Lines)
        {
            Add($"{line.CustomerId}|{line.OrderId}|{line.Number}|{line.ProductId}|{line.Quantity}|{line.UnitPrice}\n");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
