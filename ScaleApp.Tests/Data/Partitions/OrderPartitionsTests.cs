namespace ScaleApp.Tests.Data.Partitions;

public class OrderPartitionsTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    [RequiresTheory("postgres")]
    [InlineData("orders")]
    [InlineData("order_lines")]
    public async Task Table_has_eight_hash_partitions_by_customer(string table)
    {
        Assert.Equal("HASH (customer_id)", await database.ScalarAsync<string>($"SELECT pg_get_partkeydef('{table}'::regclass)"));
        Assert.Equal(8L, await database.CountAsync($"pg_inherits WHERE inhparent = '{table}'::regclass"));
    }

    [RequiresFact("postgres")]
    public async Task Order_and_its_lines_share_a_partition_number() =>
        Assert.Equal(0L, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM orders o JOIN order_lines l ON l.customer_id = o.customer_id AND l.order_id = o.id
            WHERE replace(l.tableoid::regclass::text, 'order_lines', 'orders') <> o.tableoid::regclass::text
            """));
}
