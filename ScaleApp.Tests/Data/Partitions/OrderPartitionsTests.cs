using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Data.Partitions;

public class OrderPartitionsTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    [RequiresTheory("postgres")]
    [InlineData("orders")]
    [InlineData("order_lines")]
    public async Task Table_has_eight_hash_partitions_by_customer(string table)
    {
        Assert.Equal("HASH (customer_id)", await database.ScalarAsync<string>($"SELECT pg_get_partkeydef('{table}'::regclass)"));
        Assert.Equal(8L, await database.ScalarAsync<long>($"SELECT count(*) FROM pg_inherits WHERE inhparent = '{table}'::regclass"));
    }

    [RequiresTheory("postgres")]
    [InlineData("orders", "customer_id, id")]
    [InlineData("order_lines", "customer_id, order_id, number")]
    public async Task Primary_key_begins_with_the_customer(string table, string columns) =>
        Assert.Equal($"PRIMARY KEY ({columns})", await database.ScalarAsync<string>(
            $"SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'p'"));

    [RequiresFact("postgres")]
    public async Task Order_and_its_lines_share_a_partition_number() =>
        Assert.Equal(0L, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM orders o JOIN order_lines l ON l.customer_id = o.customer_id AND l.order_id = o.id
            WHERE replace(l.tableoid::regclass::text, 'order_lines', 'orders') <> o.tableoid::regclass::text
            """));

    [RequiresFact("postgres")]
    public async Task Seeded_orders_fill_every_partition() =>
        Assert.Equal(8L, await database.ScalarAsync<long>("SELECT count(DISTINCT tableoid) FROM orders"));

    [RequiresFact("postgres")]
    public async Task Customer_with_orders_cannot_be_deleted() =>
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ScalarAsync<int>(
            "DELETE FROM customers WHERE id = (SELECT customer_id FROM orders LIMIT 1) RETURNING id"));

    [RequiresFact("postgres")]
    public async Task Deleting_an_order_deletes_its_lines()
    {
        var order = await database.ScalarAsync<Guid>("DELETE FROM orders WHERE id = (SELECT id FROM orders LIMIT 1) RETURNING id");

        Assert.Equal(0L, await database.ScalarAsync<long>($"SELECT count(*) FROM order_lines WHERE order_id = '{order}'"));
    }
}
