using ScaleApp.Jobs;

namespace ScaleApp.Data.Orders.Exports;

/// <summary>The job that writes a customer's orders into a file. The API enqueues it, a worker runs it.</summary>
public interface IOrderExportJob
{
    /// <summary>Makes the file of an <see cref="OrderExport"/>. May be run again: the file is then replaced by the same.</summary>
    // A few at a time, in all workers together: the jobs of others must not wait for them.
    [JobTimeout(1800), ConcurrencyLimit(4)]
    Task RunAsync(Guid exportId, CancellationToken ct);
}
