using System.Diagnostics.Metrics;

namespace ScaleApp.Jobs.Recurring.Timetables;

/// <summary>What is measured about recurring jobs, in the engine's meter.</summary>
internal sealed class RecurringMetrics(JobMetrics metrics)
{
    private readonly Histogram<double> _lateness = metrics.Meter.CreateHistogram<double>(
        "jobs.recurring.lateness", "s", "How far behind its time the latest occurrence of a batch was enqueued");

    public void Fired(string queue, int count, TimeSpan lateness)
    {
        metrics.Enqueued(queue, count);
        _lateness.Record(lateness.TotalSeconds, new KeyValuePair<string, object?>("messaging.destination.name", queue));
    }
}
