using Npgsql;
using ScaleApp.Data.Orders.Exports;

namespace ScaleApp.Worker.Exports;

/// <summary>Writes how far an export is into its row, twice a second at most.</summary>
internal sealed class ExportProgress(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private long? _reported;

    public async Task ReportAsync(Guid export, double percent, CancellationToken ct)
    {
        if (_reported is { } last && time.GetElapsedTime(last) < Interval)
        {
            return;
        }

        _reported = time.GetTimestamp();
        await WriteAsync(export, OrderExportState.Running, percent, ct);
    }

    /// <summary>Records that the last attempt failed.</summary>
    public Task FailAsync(Guid export, CancellationToken ct) => WriteAsync(export, OrderExportState.Failed, 0, ct);

    private async Task WriteAsync(Guid export, OrderExportState state, double percent, CancellationToken ct)
    {
        await using var command = database.CreateCommand("UPDATE order_exports SET state = $2, progress = $3 WHERE id = $1 AND completed_at IS NULL");
        command.With(export, (short)state, percent);
        await command.ExecuteNonQueryAsync(ct);
    }
}
