using System.Runtime.CompilerServices;
using ScaleApp.Data.Orders;

namespace ScaleApp.Worker.Exports;

/// <summary>The lines of a customer's orders, the oldest first, as they come from the database.</summary>
internal sealed class OrderRows(ReadReplica replica)
{
    // Statistics lag behind a customer who places thousands of orders at once. The planner then expects one row and scans all lines for each order.
    private const string JoinsOfAnySize = "SET LOCAL enable_nestloop = off";

    private const string Lines =
        """
        SELECT o.id, o.placed_at, o.status, l.product_id, p.name, l.quantity, l.unit_price, count(*) OVER ()
        FROM orders o JOIN order_lines l ON l.customer_id = o.customer_id AND l.order_id = o.id JOIN products p ON p.id = l.product_id
        WHERE o.customer_id = $1 ORDER BY o.placed_at, o.id, l.number
        """;

    /// <summary>Each line as CSV, with the share of all lines that has been read; of all orders that were placed before the call.</summary>
    public async IAsyncEnumerable<(string Row, double Done)> ReadAsync(int customer, [EnumeratorCancellation] CancellationToken ct)
    {
        var source = await replica.CaughtUpSourceAsync(ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { new(JoinsOfAnySize), new(Lines) { Parameters = { new() { Value = customer } } } },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        for (var read = 1L; await reader.ReadAsync(ct); read++)
        {
            yield return (RowOf(reader), (double)read / reader.GetInt64(7));
        }
    }

    private static string RowOf(NpgsqlDataReader row)
    {
        var (quantity, price) = (row.GetInt32(5), row.GetDecimal(6));
        return Csv.Row(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), (OrderStatus)row.GetInt16(2), row.GetInt32(3), row.GetString(4),
            quantity, price, quantity * price);
    }
}
