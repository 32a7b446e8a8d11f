using ScaleApp.Data.Orders;

namespace ScaleApp.Data.Seeding;

/// <summary>Writes the sample data with binary COPY, in one transaction with the row that records it.</summary>
/// <remarks>
/// A second seeder waits and then finds the record. A seeder that is killed leaves nothing behind, and the next one starts from the
/// beginning.
/// </remarks>
public sealed partial class ShopSeeder(ShopContext shop, TimeProvider time, ILogger<ShopSeeder> logger)
{
    // The name in applied_seeds.
    private const string Name = "shop";

    // The key is arbitrary but unique among the advisory locks in this database.
    private const long AdvisoryLock = 0x5CA1_EA99_0001;

    private NpgsqlConnection Connection => (NpgsqlConnection)shop.Database.GetDbConnection();

    public async Task SeedAsync(SeedPlan plan, CancellationToken ct)
    {
        await using var transaction = await shop.Database.BeginTransactionAsync(ct);
        await shop.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AdvisoryLock})", ct);
        if (await shop.Set<AppliedSeed>().AnyAsync(seed => seed.Name == Name, ct))
        {
            LogSeededBefore();
            return;
        }

        LogSeeding(plan.Products, plan.Customers, plan.OrderLines);
        var started = time.GetTimestamp();
        await CheckForeignKeysAsync(false, ct);
        await CopyAsync(plan, ct);
        await CheckForeignKeysAsync(true, ct);
        await FinishAsync(ct);
        shop.Add(new AppliedSeed { Name = Name, AppliedAt = time.GetUtcNow() });
        await shop.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        LogSeeded(time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>
    /// The checks take four fifths of the time that the sample data needs, which is generated with keys that exist. Only a superuser may
    /// leave them out, as on a developer's machine; for another role they stay.
    /// </summary>
    private async Task CheckForeignKeysAsync(bool check, CancellationToken ct) => await shop.Database.ExecuteSqlAsync(
        $"SELECT set_config('session_replication_role', {(check ? "origin" : "replica")}, true) FROM pg_roles WHERE rolname = current_user AND rolsuper", ct);

    private async Task CopyAsync(SeedPlan plan, CancellationToken ct)
    {
        var (names, prices) = SeedNames.Products(plan.Products);
        var orders = SeedOrders.Generate(plan, prices);

        await CopyAsync("products", ["id", "name", "price", "stock", "units_sold"],
            names.Select((name, i) => (object[])[i + 1, name, prices[i], 100 + (i % 900), orders.UnitsSold[i]]), ct);
        string[] customers = ["id", "email", "normalized_email", "user_name", "normalized_user_name", "name", "subscribes_to_digest", "created_at"];
        await CopyAsync("customers", customers,
            SeedNames.Customers(plan.Customers).Select((customer, i) => (object[])
            [
                i + 1, customer.Email, customer.Email, customer.Email, customer.Email, customer.Name, i % 5 < 2,
                SeedPlan.Newest - TimeSpan.FromDays(366),
            ]), ct);
        await CopyAsync("orders", ["id", "customer_id", "placed_at", "status", "total"],
            orders.Orders.Select(order => (object[])
                [order.Id, order.CustomerId, order.PlacedAt, (short)OrderStatus.Shipped, order.Total]), ct);
        await CopyAsync("order_lines", ["customer_id", "order_id", "number", "product_id", "quantity", "unit_price"],
            orders.Lines.Select(line => (object[])
                [line.CustomerId, line.OrderId, line.Number, line.ProductId, line.Quantity, line.UnitPrice]), ct);
    }

    private async Task CopyAsync(string table, string[] columns, IEnumerable<object[]> rows, CancellationToken ct)
    {
        await using var copy = await Connection.BeginBinaryImportAsync(
            $"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)", ct);
        copy.Timeout = TimeSpan.FromSeconds(shop.Database.GetCommandTimeout() ?? Connection.CommandTimeout);
        foreach (var row in rows)
        {
            await copy.WriteRowAsync(ct, row);
        }

        await copy.CompleteAsync(ct);
    }

    private async Task FinishAsync(CancellationToken ct)
    {
        // New rows get ids after the seeded ones, and the planner gets statistics.
        await using var command = new NpgsqlCommand(
            """
            SELECT setval(pg_get_serial_sequence('products', 'id'), (SELECT max(id) FROM products));
            SELECT setval(pg_get_serial_sequence('customers', 'id'), (SELECT max(id) FROM customers));
            ANALYZE products, customers, orders, order_lines;
            """, Connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(5010, LogLevel.Information, "The sample data is in the database already")]
    private partial void LogSeededBefore();

    [LoggerMessage(5011, LogLevel.Information, "Seeding {Products} products, {Customers} customers and {OrderLines} order lines")]
    private partial void LogSeeding(int products, int customers, int orderLines);

    [LoggerMessage(5013, LogLevel.Information, "Seeded in {Seconds:0.0} s")]
    private partial void LogSeeded(double seconds);
}

/// <summary>Records that a set of sample data was written, in the transaction that wrote it.</summary>
internal sealed class AppliedSeed
{
    public required string Name { get; init; }
    public DateTimeOffset AppliedAt { get; init; }
}

internal sealed class AppliedSeedMapping : IEntityTypeConfiguration<AppliedSeed>
{
    public void Configure(EntityTypeBuilder<AppliedSeed> builder)
    {
        builder.ToTable("applied_seeds");
        builder.HasKey(seed => seed.Name);
        builder.Property(seed => seed.Name).HasMaxLength(50);
    }
}
