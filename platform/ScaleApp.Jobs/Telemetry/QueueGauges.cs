using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Jobs;

/// <summary>Measures how full a server's queues are, every few seconds; every server reports the same figures of a queue.</summary>
internal sealed partial class QueueGauges
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly IJobMonitor _monitor;
    private readonly ServerIdentity _server;
    private readonly TimeProvider _time;
    private readonly ILogger<QueueGauges> _logger;
    private volatile IReadOnlyList<QueueStatistics> _last = [];

    public QueueGauges(IJobMonitor monitor, ServerIdentity server, JobMetrics metrics, TimeProvider time, ILogger<QueueGauges> logger)
    {
        (_monitor, _server, _time, _logger) = (monitor, server, time, logger);
        metrics.Meter.CreateObservableGauge("jobs.queue.depth", Depths, "{job}", "Jobs of a queue by state");
        metrics.Meter.CreateObservableGauge("jobs.queue.oldest", Ages, "s", "How long the next job of a queue has been able to run");
    }

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            try
            {
                var statistics = new List<QueueStatistics>();
                foreach (var queue in _server.Options.Queues)
                {
                    statistics.Add(await _monitor.GetQueueAsync(queue, ct));
                }

                _last = statistics;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Old figures would look like a queue that stands still.
                _last = [];
                LogFailed(error);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private IEnumerable<Measurement<long>> Depths() =>
        from queue in _last
        from count in queue.Counts
        where count.Key is not (JobState.Succeeded or JobState.Dead)
        select new Measurement<long>(count.Value, Queue(queue), new("jobs.state", count.Key.ToString()));

    private IEnumerable<Measurement<double>> Ages() =>
        _last.Select(queue => new Measurement<double>(queue.OldestWaiting?.TotalSeconds ?? 0, Queue(queue)));

    private static KeyValuePair<string, object?> Queue(QueueStatistics queue) => new("messaging.destination.name", queue.Name);

    [LoggerMessage(3040, LogLevel.Debug, "Could not measure the queues, trying again")]
    private partial void LogFailed(Exception error);
}
