using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ScaleApp.Jobs;

/// <summary>The engine's own figures, and the source of its spans.</summary>
internal sealed class JobMetrics
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "ScaleApp.Jobs";

    public static readonly ActivitySource Source = new(Name);

    private readonly Counter<long> _enqueued, _started, _succeeded, _failed, _retried, _reclaimed;
    private readonly Histogram<double> _run, _wait;

    public JobMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _enqueued = meter.CreateCounter<long>("jobs.enqueued", "{job}", "Jobs created");
        _started = meter.CreateCounter<long>("jobs.started", "{job}", "Attempts begun");
        _succeeded = meter.CreateCounter<long>("jobs.succeeded", "{job}", "Jobs done");
        _failed = meter.CreateCounter<long>("jobs.failed", "{job}", "Attempts failed");
        _retried = meter.CreateCounter<long>("jobs.retried", "{job}", "Failed attempts that are followed by another");
        _reclaimed = meter.CreateCounter<long>("jobs.reclaimed", "{job}", "Jobs taken back from workers that were lost");
        _run = meter.CreateHistogram<double>("jobs.run.duration", "s", "How long attempts ran");
        _wait = meter.CreateHistogram<double>("jobs.wait.duration", "s", "How long jobs waited after they could have run");
        Meter = meter;
    }

    public Meter Meter { get; }

    public void Enqueued(string queue, int count) => _enqueued.Add(count, Tag(queue));

    public void Reclaimed(string queue, int count) => _reclaimed.Add(count, Tag(queue));

    public void Started(string queue, TimeSpan waited)
    {
        _started.Add(1, Tag(queue));
        _wait.Record(Math.Max(0, waited.TotalSeconds), Tag(queue));
    }

    public void Ended(string queue, Outcome outcome, TimeSpan ran)
    {
        _run.Record(ran.TotalSeconds, Tag(queue));
        switch (outcome)
        {
            case Outcome.Succeeded:
                _succeeded.Add(1, Tag(queue));
                break;
            case Outcome.Retry:
                _failed.Add(1, Tag(queue));
                _retried.Add(1, Tag(queue));
                break;
            case Outcome.Dead or Outcome.Delete:
                _failed.Add(1, Tag(queue));
                break;
        }
    }

    private static KeyValuePair<string, object?> Tag(string queue) => new("messaging.destination.name", queue);
}
