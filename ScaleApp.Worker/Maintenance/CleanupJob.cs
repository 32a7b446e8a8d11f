using ScaleApp.Data.Carts;
using ScaleApp.Data.Digests;
using ScaleApp.Data.Email;
using ScaleApp.Data.Files;
using ScaleApp.Data.Idempotency;
using ScaleApp.Data.Maintenance;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Data.Sessions;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Worker.Maintenance;

internal sealed partial class CleanupJob(ShopContext shop, FileArchive files, FileSweeper sweeper, IOptions<TokenOptions> tokens, TimeProvider time,
    ILogger<CleanupJob> logger) : ICleanupJob
{
    public const string Id = "cleanup";

    private const int BatchSize = 1000;

    // Each run takes its deliveries with it.
    private const int RunBatchSize = 1;

    private static readonly TimeSpan KeepAnswers = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeepDeliveries = TimeSpan.FromDays(30);

    // Replicas look back a minute when they read what is new.
    private static readonly TimeSpan KeepRevocations = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var revocationLifetime = tokens.Value.AccessLifetime + KeepRevocations;
        await RemoveAsync(shop.Set<IdempotentAnswer>().Where(answer => answer.CreatedAt < now - KeepAnswers).OrderBy(answer => answer.CreatedAt), ct);
        await RemoveAsync(shop.Set<EmailDelivery>().Where(mail => mail.ClaimedUntil < now - KeepDeliveries).OrderBy(mail => mail.ClaimedUntil), ct);

        // Sign-ins end by the database's clock.
        await RemoveAsync(shop.Set<Session>().Where(session => session.ExpiresAt < ShopContext.Now()).OrderBy(session => session.ExpiresAt), ct);
        await RemoveAsync(shop.Set<TokenFamily>().Where(family => family.ExpiresAt < ShopContext.Now()).OrderBy(family => family.ExpiresAt), ct);
        await RemoveAsync(shop.Set<TokenRevocation>().Where(revoked => revoked.NotBefore < ShopContext.Now() - revocationLifetime).OrderBy(revoked => revoked.NotBefore), ct);
        await InBatchesAsync(nameof(DigestRun), RunBatchSize, () => shop.DigestRuns
            .Where(run => run.Occurrence < now - KeepDeliveries).OrderBy(run => run.Occurrence).Take(RunBatchSize).ExecuteDeleteAsync(ct));
        await InBatchesAsync(nameof(Cart), BatchSize, () => RemoveCartsAsync(now - Cart.Lifetime, ct));
        await InBatchesAsync(nameof(OrderExport), BatchSize, () => RemoveExportsAsync(now - OrderExport.Lifetime, ct));
        LogRemoved(await sweeper.SweepAsync(ct), nameof(StoredFile));
    }

    private Task RemoveAsync<T>(IOrderedQueryable<T> expired, CancellationToken ct) =>
        InBatchesAsync(typeof(T).Name, BatchSize, () => expired.Take(BatchSize).ExecuteDeleteAsync(ct));

    // The age is asked twice: the subquery is not run again for a cart that is changed meanwhile.
    private Task<int> RemoveCartsAsync(DateTimeOffset before, CancellationToken ct)
    {
        var old = shop.Carts.Where(cart => cart.ChangedAt < before).OrderBy(cart => cart.ChangedAt).Take(BatchSize).Select(cart => cart.CustomerId);
        return shop.Carts.Where(cart => cart.ChangedAt < before && old.Contains(cart.CustomerId)).ExecuteDeleteAsync(ct);
    }

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
    private async Task InBatchesAsync(string kind, int batchSize, Func<Task<int>> remove)
    {
        var total = 0;
        int batch;
        do
        {
            batch = await remove();
            total += batch;
        }
        while (batch == batchSize);

        LogRemoved(total, kind);
    }

    [LoggerMessage(7400, LogLevel.Information, "Removed {Count} rows of {Kind} that have expired")]
    private partial void LogRemoved(int count, string kind);
}
