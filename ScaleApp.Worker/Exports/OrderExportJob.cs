using System.IO.Pipelines;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Data;
using ScaleApp.Data.Files;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Jobs;

namespace ScaleApp.Worker.Exports;

/// <inheritdoc cref="IOrderExportJob"/>
/// <remarks>
/// The rows flow from the database through a pipe into the store, so a customer of a million orders takes no more memory than one of ten.
/// </remarks>
internal sealed partial class OrderExportJob(ShopContext shop, FileArchive files, OrderRows rows, IJobContext job, TimeProvider time,
    ILogger<OrderExportJob> logger) : IOrderExportJob
{
    public async Task RunAsync(Guid exportId, CancellationToken ct)
    {
        var export = await shop.Set<OrderExport>().AsNoTracking().SingleOrDefaultAsync(export => export.Id == exportId, ct);
        if (export is not { CompletedAt: null })
        {
            // Done by an attempt that could not say so, or too old to be wanted.
            LogNothingToDo(exportId);
            return;
        }

        await SaveAsync(export, ct);
        await shop.Set<OrderExport>().Where(row => row.Id == exportId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.CompletedAt, time.GetUtcNow()), ct);
    }

    private async Task SaveAsync(OrderExport export, CancellationToken ct)
    {
        var pipe = new Pipe();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var writing = WriteAsync(export.CustomerId, pipe.Writer, either.Token);
        try
        {
            await files.SaveAsync(OrderExport.FileNameOf(export.Id), "text/csv; charset=utf-8", pipe.Reader.AsStream(leaveOpen: true), null, ct);
        }
        finally
        {
            // When saving has failed nobody reads any more, and writing would wait for ever.
            await either.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await writing;
        }
    }

    /// <summary>Never throws: what goes wrong here is what the reader of the pipe gets.</summary>
    private async Task WriteAsync(int customer, PipeWriter output, CancellationToken ct)
    {
        try
        {
            // With a byte order mark: a spreadsheet takes text without one for the code page of its machine.
            await using (var text = new StreamWriter(output.AsStream(leaveOpen: true), Encoding.UTF8))
            {
                await text.WriteAsync(Csv.Header.AsMemory(), ct);
                await foreach (var (row, done) in rows.ReadAsync(customer, ct))
                {
                    await text.WriteAsync(row.AsMemory(), ct);
                    job.ReportProgress(done * 100);
                }
            }

            await output.CompleteAsync();
        }
        catch (Exception error)
        {
            await output.CompleteAsync(error);
        }
    }

    [LoggerMessage(7300, LogLevel.Information, "Export {Export} is made already, or is not wanted any more")]
    private partial void LogNothingToDo(Guid export);
}
