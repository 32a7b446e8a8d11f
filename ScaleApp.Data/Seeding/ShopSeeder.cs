using Npgsql;
using NpgsqlTypes;
using ScaleApp.Data.Customers;
using ScaleApp.Data.Orders;

namespace ScaleApp.Data.Seeding;

/// <summary>Writes the sample data with binary COPY, in one transaction with the row that says it is there.</summary>
internal static class ShopSeeder
{
    /// <summary>The name under which the seed is recorded in <c>applied_seeds</c>.</summary>
    public const string Name = "shop";

    /// <summary>Seeds the database unless it has been. The caller holds the migration lock.</summary>
    /// <returns>Whether anything was written.</returns>
    public static async Task<bool> SeedAsync(
        NpgsqlConnection connection, SeedPlan plan, TimeProvider time, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var claim = new NpgsqlCommand(
            "INSERT INTO applied_seeds (name, applied_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", connection)
        {
            Parameters = { new() { Value = Name }, new() { Value = time.GetUtcNow() } },
        };
        if (await claim.ExecuteNonQueryAsync(ct) == 0)
        {
            return false;
        }

        var (names, prices) = SeedNames.Products(plan.Products);
        var orders = SeedOrders.Generate(plan, prices);
        await CopyProductsAsync(connection, names, prices, orders.UnitsSold, ct);
        await CopyCustomersAsync(connection, SeedNames.Customers(plan.Customers), ct);
        var keys = await DeferredKeys.DropAsync(connection, ["orders", "order_lines"], ct);
        await CopyOrdersAsync(connection, orders.Orders, ct);
        await CopyLinesAsync(connection, orders.Lines, ct);
        await keys.RestoreAsync(ct);
        await FinishAsync(connection, ct);

        await transaction.CommitAsync(ct);
        return true;
    }

    private static async Task CopyProductsAsync(
        NpgsqlConnection connection, string[] names, decimal[] prices, int[] unitsSold, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY products (id, name, price, stock, units_sold) FROM STDIN (FORMAT BINARY)", ct);
        for (var i = 0; i < names.Length; i++)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(i + 1, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(names[i], NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(prices[i], NpgsqlDbType.Numeric, ct);
            await copy.WriteAsync(100 + (i % 900), NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(unitsSold[i], NpgsqlDbType.Integer, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private static async Task CopyCustomersAsync(
        NpgsqlConnection connection, (string Name, string Email)[] customers, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY customers (id, email, name, role, subscribes_to_digest, created_at) FROM STDIN (FORMAT BINARY)", ct);
        for (var i = 0; i < customers.Length; i++)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(i + 1, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(customers[i].Email, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(customers[i].Name, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(CustomerRoles.Customer, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(i % 5 < 2, NpgsqlDbType.Boolean, ct);
            await copy.WriteAsync(SeedPlan.Newest - TimeSpan.FromDays(366), NpgsqlDbType.TimestampTz, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private static async Task CopyOrdersAsync(NpgsqlConnection connection, IReadOnlyList<SeedOrder> orders, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY orders (id, customer_id, placed_at, status, total) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var order in orders)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(order.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(order.CustomerId, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(order.PlacedAt, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync((short)OrderStatus.Shipped, NpgsqlDbType.Smallint, ct);
            await copy.WriteAsync(order.Total, NpgsqlDbType.Numeric, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private static async Task CopyLinesAsync(NpgsqlConnection connection, IReadOnlyList<SeedLine> lines, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY order_lines (order_id, number, product_id, quantity, unit_price) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var line in lines)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(line.OrderId, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(line.Number, NpgsqlDbType.Smallint, ct);
            await copy.WriteAsync(line.ProductId, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(line.Quantity, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(line.UnitPrice, NpgsqlDbType.Numeric, ct);
        }

        await copy.CompleteAsync(ct);
    }

    /// <summary>The next ids go on after the seeded ones, and the planner learns what is there.</summary>
    private static async Task FinishAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT setval(pg_get_serial_sequence('products', 'id'), (SELECT max(id) FROM products));
            SELECT setval(pg_get_serial_sequence('customers', 'id'), (SELECT max(id) FROM customers));
            ANALYZE products, customers, orders, order_lines;
            """, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
