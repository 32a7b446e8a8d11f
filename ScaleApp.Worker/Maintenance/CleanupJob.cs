using Microsoft.EntityFrameworkCore;
using ScaleApp.Data;
using ScaleApp.Data.Carts;
using ScaleApp.Data.Files;
using ScaleApp.Data.Maintenance;
using ScaleApp.Data.Orders.Exports;

namespace ScaleApp.Worker.Maintenance;

/// <inheritdoc cref="ICleanupJob"/>
internal sealed partial class CleanupJob(
    ShopContext shop, FileArchive files, FileSweeper sweeper, TimeProvider time, ILogger<CleanupJob> logger) : ICleanupJob
{
    /// <summary>What the recurring job is called.</summary>
    public const string Id = "cleanup";

    private const int BatchSize = 1000;

    // Each run takes its deliveries with it.
    private const int RunBatchSize = 1;

    private static readonly TimeSpan KeepAnswers = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeepDeliveries = TimeSpan.FromDays(30);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var answers = await InBatchesAsync(() => shop.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM idempotent_answers WHERE (customer_id, key) IN
                (SELECT customer_id, key FROM idempotent_answers WHERE created_at < {now - KeepAnswers} LIMIT {BatchSize})
            """, ct));
        var deliveries = await InBatchesAsync(() => shop.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM email_deliveries WHERE message_id IN
                (SELECT message_id FROM email_deliveries WHERE claimed_until < {now - KeepDeliveries} LIMIT {BatchSize})
            """, ct));
        var runs = await InBatchesAsync(() => shop.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM digest_runs WHERE occurrence IN
                (SELECT occurrence FROM digest_runs WHERE occurrence < {now - KeepDeliveries} ORDER BY occurrence LIMIT {RunBatchSize})
            """, ct), RunBatchSize);
        var carts = await InBatchesAsync(() => RemoveCartsAsync(now - Cart.Lifetime, ct));
        var exports = await InBatchesAsync(() => RemoveExportsAsync(now - OrderExport.Lifetime, ct));
        var swept = await sweeper.SweepAsync(ct);

        LogCleaned(answers, deliveries, runs, carts, exports, swept);
    }

    // The age is asked twice: the subquery is not run again for a cart that is changed meanwhile.
    private Task<int> RemoveCartsAsync(DateTimeOffset before, CancellationToken ct) => shop.Database.ExecuteSqlAsync(
        $"""
        DELETE FROM carts WHERE changed_at < {before} AND customer_id IN
            (SELECT customer_id FROM carts WHERE changed_at < {before} LIMIT {BatchSize})
        """, ct);

    private async Task<int> RemoveExportsAsync(DateTimeOffset before, CancellationToken ct)
    {
        var old = await shop.Set<OrderExport>().Where(export => export.RequestedAt < before).OrderBy(export => export.RequestedAt)
            .Select(export => export.Id).Take(BatchSize).ToListAsync(ct);
        foreach (var export in old)
        {
            await files.RemoveAsync(OrderExport.FileNameOf(export), ct);
        }

        return await shop.Set<OrderExport>().Where(export => old.Contains(export.Id)).ExecuteDeleteAsync(ct);
    }

    /// <summary>In small batches, so that no statement holds its locks for long.</summary>
    private static async Task<int> InBatchesAsync(Func<Task<int>> remove, int batchSize = BatchSize)
    {
        var total = 0;
        int batch;
        do
        {
            batch = await remove();
            total += batch;
        }
        while (batch == batchSize);

        return total;
    }

    [LoggerMessage(7400, LogLevel.Information,
        "Removed {Answers} answers to repeated requests, {Deliveries} records of mails, {Runs} digests, {Carts} carts, {Exports} exports and {Files} files")]
    private partial void LogCleaned(int answers, int deliveries, int runs, int carts, int exports, int files);
}
