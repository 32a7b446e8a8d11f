using System.Diagnostics.Metrics;

namespace ScaleApp.Jobs.Recurring.Timetables;

/// <summary>What is measured about recurring jobs, in the engine's meter.</summary>
internal static class RecurringMeter
{
    private static readonly Meter Meter = new("ScaleApp.Jobs");

    private static readonly Counter<long> Occurrences = Meter.CreateCounter<long>(
        "scaleapp.jobs.recurring.fired", "{occurrence}", "Occurrences of recurring jobs that this worker enqueued.");

    private static readonly Histogram<double> Lateness = Meter.CreateHistogram<double>(
        "scaleapp.jobs.recurring.lateness", "s", "How far behind its time the latest occurrence of a batch was enqueued.");

    public static void Fired(string queue, int count, TimeSpan lateness)
    {
        var tag = new KeyValuePair<string, object?>("messaging.destination.name", queue);
        Occurrences.Add(count, tag);
        Lateness.Record(lateness.TotalSeconds, tag);
    }
}
