using Hangfire;
using Hangfire.Server;
using ScaleApp.Data.Jobs;

namespace ScaleApp.Data.Orders.Exports;

/// <summary>Writes a customer's orders into a file. The API enqueues it with the row of the export.</summary>
public interface IOrderExportJob
{
    /// <summary>How often a failed attempt is repeated.</summary>
    const int Retries = 4;

    /// <summary>May run twice: the file is replaced by the same. Hangfire passes <paramref name="context"/>.</summary>
    [Queue(JobQueues.Exports)]
    [AutomaticRetry(Attempts = Retries, DelaysInSeconds = [2, 10, 60])]
    Task RunAsync(Guid exportId, PerformContext? context, CancellationToken ct);
}
