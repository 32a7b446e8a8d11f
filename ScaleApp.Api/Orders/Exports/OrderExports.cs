using System.Text.Json.Serialization;
using ScaleApp.Data.Files;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Api.Orders.Exports;

internal sealed class OrderExports(ShopContext shop, FileArchive files, TimeProvider time)
{
    // Of no meaning but to this class.
    private const int AdvisoryLock = 0x0E0;

    // After this time one that is not ready is not expected to be, and a new one may be asked for.
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Has an export made; the one that is being made already when there is one, so that asking again does no harm. Null when as many
    /// are kept as may be.
    /// </summary>
    public Task<ExportStatus?> RequestAsync(int customer, CancellationToken ct) =>
        shop.InTransactionAsync(token => TryRequestAsync(customer, token), ct);

    /// <summary>How far one of the customer's own exports is; null when there is none, or not any more.</summary>
    public async Task<ExportStatus?> FindAsync(int customer, Guid id, CancellationToken ct) =>
        await FindRowAsync(customer, id, ct) is { } export ? Status(export) : null;

    public async Task<StoredFile?> FindFileAsync(int customer, Guid id, CancellationToken ct) =>
        await FindRowAsync(customer, id, ct) is { CompletedAt: not null } ? await files.FindAsync(OrderExport.FileNameOf(id), ct) : null;

    private async Task<ExportStatus?> TryRequestAsync(int customer, CancellationToken ct)
    {
        await shop.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AdvisoryLock}, {customer})", ct);
        var now = time.GetDatabaseNow();
        var kept = await shop.Set<OrderExport>().AsNoTracking()
            .Where(export => export.CustomerId == customer && export.RequestedAt > now - OrderExport.Lifetime).ToListAsync(ct);
        if (kept.Find(export => export.State is ExportState.Waiting or ExportState.Running && export.RequestedAt > now - ReadyTimeout) is { } open)
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
        return Status(added);
    }

    private Task<OrderExport?> FindRowAsync(int customer, Guid id, CancellationToken ct) => shop.Set<OrderExport>().AsNoTracking()
        .SingleOrDefaultAsync(export => export.Id == id && export.CustomerId == customer, ct);

    private static ExportStatus Status(OrderExport export) => new(export.Id, export.State, export.Progress,
        export.RequestedAt, export.RequestedAt + OrderExport.Lifetime,
        export.State is ExportState.Ready ? $"/api/orders/exports/{export.Id}/file" : null);
}

/// <summary>How far an export is.</summary>
/// <param name="Id">The export's number.</param>
/// <param name="State">Where it is.</param>
/// <param name="Progress">In per cent.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="ExpiresAt">When it is deleted.</param>
/// <param name="File">Where the file is, once it is ready.</param>
public sealed record ExportStatus(Guid Id, [property: JsonConverter(typeof(JsonStringEnumConverter<ExportState>))] ExportState State,
    double Progress, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, string? File);
