using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Data;
using ScaleApp.Data.Files;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Api.Orders.Exports;

/// <summary>The exports that a customer has asked for.</summary>
internal sealed class OrderExports(ShopContext shop, FileArchive files, TimeProvider time)
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
    public async Task<ExportStatus?> FindAsync(int customer, Guid id, CancellationToken ct) =>
        await FindRowAsync(customer, id, ct) is { } export ? Status(export) : null;

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
        if (kept.Find(export => export.State is OrderExportState.Waiting or OrderExportState.Running && export.RequestedAt > now - Patience) is { } open)
        {
            return Status(open);
        }

        if (kept.Count >= OrderExport.MaxPerCustomer)
        {
            return null;
        }

        var id = Guid.CreateVersion7();
        var added = new OrderExport { Id = id, CustomerId = customer, RequestedAt = now };
        shop.Add(added);
        shop.Enqueue<IOrderExportJob>(job => job.RunAsync(id, null, CancellationToken.None));
        await shop.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Status(added);
    }

    private Task<OrderExport?> FindRowAsync(int customer, Guid id, CancellationToken ct) => shop.Set<OrderExport>().AsNoTracking()
        .SingleOrDefaultAsync(export => export.Id == id && export.CustomerId == customer, ct);

    private static ExportStatus Status(OrderExport export) => new(export.Id, StateOf(export.State), export.Progress,
        export.RequestedAt, export.RequestedAt + OrderExport.Lifetime,
        export.State is OrderExportState.Ready ? $"/api/orders/exports/{export.Id}/file" : null);

    private static ExportState StateOf(OrderExportState state) => state switch
    {
        OrderExportState.Waiting => ExportState.Waiting,
        OrderExportState.Running => ExportState.Running,
        OrderExportState.Ready => ExportState.Ready,
        OrderExportState.Failed => ExportState.Failed,
        _ => throw new UnreachableException($"Unhandled state {state}."),
    };
}
