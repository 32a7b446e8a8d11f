using Microsoft.EntityFrameworkCore;
using ScaleApp.Data;
using ScaleApp.Data.Files;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Data.Outbox;
using ScaleApp.Jobs;

namespace ScaleApp.Api.Orders.Exports;

/// <summary>The exports that a customer has asked for.</summary>
internal sealed class OrderExports(ShopContext shop, FileArchive files, IJobMonitor jobs, TimeProvider time)
{
    // Of no meaning but to this class.
    private const int AdvisoryLock = 0x0E0;

    // After this time one that is not ready is not expected to be, and a new one may be asked for.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Has an export made; the one that is being made already when there is one, so that asking again does no harm. Null when as many
    /// are kept as may be.
    /// </summary>
    public Task<ExportStatus?> RequestAsync(int customer, CancellationToken ct) =>
        shop.Database.CreateExecutionStrategy().ExecuteAsync(token => TryRequestAsync(customer, token), ct);

    /// <summary>How far one of the customer's own exports is; null when there is none, or not any more.</summary>
    public async Task<ExportStatus?> FindAsync(int customer, Guid id, CancellationToken ct)
    {
        if (await FindRowAsync(customer, id, ct) is not { } export)
        {
            return null;
        }

        if (export.CompletedAt is not null)
        {
            return Status(export, ExportState.Ready, 100);
        }

        // Not known: still in the outbox.
        var job = (await jobs.GetJobAsync(export.JobId, ct))?.Job;
        return job?.State switch
        {
            JobState.Active or JobState.Succeeded => Status(export, ExportState.Running, job.Progress ?? 0),
            JobState.Dead => Status(export, ExportState.Failed, job.Progress ?? 0),
            _ => Status(export, ExportState.Waiting, 0),
        };
    }

    /// <summary>The file of an export that is ready, or null.</summary>
    public async Task<StoredFile?> FindFileAsync(int customer, Guid id, CancellationToken ct) =>
        await FindRowAsync(customer, id, ct) is { CompletedAt: not null } ? await files.FindAsync(OrderExport.FileNameOf(id), ct) : null;

    private async Task<ExportStatus?> TryRequestAsync(int customer, CancellationToken ct)
    {
        shop.ChangeTracker.Clear();
        await using var transaction = await shop.Database.BeginTransactionAsync(ct);
        await shop.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AdvisoryLock}, {customer})", ct);
        var now = time.GetDatabaseNow();
        var kept = await shop.Set<OrderExport>().AsNoTracking()
            .Where(export => export.CustomerId == customer && export.RequestedAt > now - OrderExport.Lifetime).ToListAsync(ct);
        if (kept.Find(export => export.CompletedAt is null && export.RequestedAt > now - Patience) is { } open)
        {
            return Status(open, ExportState.Waiting, 0);
        }

        if (kept.Count >= OrderExport.MaxPerCustomer)
        {
            return null;
        }

        var id = Guid.CreateVersion7();
        var added = new OrderExport
        {
            Id = id,
            CustomerId = customer,
            RequestedAt = now,
            JobId = shop.Enqueue<IOrderExportJob>(job => job.RunAsync(id, CancellationToken.None)),
        };
        shop.Add(added);
        await shop.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Status(added, ExportState.Waiting, 0);
    }

    private Task<OrderExport?> FindRowAsync(int customer, Guid id, CancellationToken ct) => shop.Set<OrderExport>().AsNoTracking()
        .SingleOrDefaultAsync(export => export.Id == id && export.CustomerId == customer, ct);

    private static ExportStatus Status(OrderExport export, ExportState state, double progress) => new(export.Id, state, progress,
        export.RequestedAt, export.RequestedAt + OrderExport.Lifetime,
        state == ExportState.Ready ? $"/api/orders/exports/{export.Id}/file" : null);
}
