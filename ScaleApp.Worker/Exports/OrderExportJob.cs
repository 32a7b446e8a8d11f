using System.IO.Pipelines;
using System.Text;
using Hangfire.Server;
using ScaleApp.Data.Files;
using ScaleApp.Data.Orders.Exports;

namespace ScaleApp.Worker.Exports;

/// <remarks>The rows flow from the database through a pipe into the store, so a customer of a million orders takes no more memory than one of ten.</remarks>
internal sealed partial class OrderExportJob(
    ShopContext shop, FileArchive files, OrderRows rows, ExportProgress progress, TimeProvider time, ILogger<OrderExportJob> logger) : IOrderExportJob
{
    // Well under the time after which the job storage takes a running job for lost.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public async Task RunAsync(Guid exportId, PerformContext? context, CancellationToken ct)
    {
        var export = await shop.Set<OrderExport>().AsNoTracking().SingleOrDefaultAsync(export => export.Id == exportId, ct);
        if (export is not { CompletedAt: null })
        {
            LogNothingToDo(exportId);
            return;
        }

        try
        {
            using var deadline = new CancellationTokenSource(Deadline, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
            await SaveAsync(export, either.Token);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            if (context?.GetJobParameter<int>("RetryCount") >= IOrderExportJob.Retries)
            {
                await progress.FailAsync(exportId, ct);
            }

            throw;
        }

        await shop.Set<OrderExport>().Where(row => row.Id == exportId).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.CompletedAt, time.GetUtcNow())
            .SetProperty(row => row.State, ExportState.Ready)
            .SetProperty(row => row.Progress, 100), ct);
    }

    private async Task SaveAsync(OrderExport export, CancellationToken ct)
    {
        var pipe = new Pipe();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var writing = WriteAsync(export, pipe.Writer, either.Token);
        try
        {
            await files.SaveAsync(OrderExport.FileNameOf(export.Id), "text/csv; charset=utf-8", pipe.Reader.AsStream(leaveOpen: true), null, ct);
        }
        finally
        {
            // Nothing reads the pipe after a failure, and the writer would wait for ever.
            await either.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await writing;
        }
    }

    /// <summary>Never throws: the reader of the pipe gets the error.</summary>
    private async Task WriteAsync(OrderExport export, PipeWriter output, CancellationToken ct)
    {
        try
        {
            // With a byte order mark: a spreadsheet takes text without one for the code page of its machine.
            await using (var text = new StreamWriter(output.AsStream(leaveOpen: true), Encoding.UTF8))
            {
                await text.WriteAsync(Csv.Header.AsMemory(), ct);
                await foreach (var (row, done) in rows.ReadAsync(export.CustomerId, ct))
                {
                    await text.WriteAsync(row.AsMemory(), ct);
                    await progress.ReportAsync(export.Id, done * 100, ct);
                }
            }

            await output.CompleteAsync();
        }
        catch (Exception error)
        {
            await output.CompleteAsync(error);
        }
    }

    [LoggerMessage(7300, LogLevel.Information, "Export {Export} is ready already, or was deleted")]
    private partial void LogNothingToDo(Guid export);
}

/// <summary>Writes how far an export is into its row, twice a second at most. On a connection of its own: the context stores the file meanwhile.</summary>
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
        await WriteAsync(export, ExportState.Running, percent, ct);
    }

    public Task FailAsync(Guid export, CancellationToken ct) => WriteAsync(export, ExportState.Failed, 0, ct);

    private async Task WriteAsync(Guid export, ExportState state, double percent, CancellationToken ct)
    {
        await using var command = database.CreateCommand("UPDATE order_exports SET state = $2, progress = $3 WHERE id = $1 AND completed_at IS NULL")
            .With(export, (short)state, percent);
        await command.ExecuteNonQueryAsync(ct);
    }
}
