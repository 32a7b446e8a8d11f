using System.Diagnostics.Metrics;
using Hangfire.Server;
using Hangfire.Storage;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Gauges of what is in the storage: waiting jobs by queue, age of the oldest, failed jobs, servers.</summary>
/// <remarks>Read on a thread of Hangfire's and kept: a collection of metrics must not wait for the storage. All workers report the same.</remarks>
internal sealed class JobFigures : IBackgroundProcess
{
    private readonly bool _listsNextFirst;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private volatile Figures? _last;

    /// <summary>The gauges are registered at once; the storage is read each <paramref name="interval"/>.</summary>
    public JobFigures(IMeterFactory meters, bool listsNextFirst, TimeSpan interval, TimeProvider time)
    {
        _listsNextFirst = listsNextFirst;
        _interval = interval;
        _time = time;
        var meter = meters.Create(JobTelemetry.Name);
        meter.CreateObservableGauge("jobs.queue.length", () => Of(queue => new Measurement<long>(queue.Length, Tag(queue))), "{job}", "Waiting jobs.");
        meter.CreateObservableGauge("jobs.queue.oldest", () => Of(queue => new Measurement<double>(queue.Oldest.TotalSeconds, Tag(queue))), "s",
            "How long the next job of the queue has waited.");
        meter.CreateObservableGauge("jobs.failed.kept", () => One(figures => figures.Failed), "{job}", "Failed jobs that are kept to be looked at.");
        meter.CreateObservableGauge("jobs.servers", () => One(figures => figures.Servers), "{server}", "Servers that are alive.");
    }

    public void Execute(BackgroundProcessContext context)
    {
        try
        {
            _last = Read(context);
        }
        catch
        {
            // An old figure would hide that the storage is unavailable. Hangfire logs the error and retries.
            _last = null;
            throw;
        }

        context.Wait(_interval);
    }

    private Figures Read(BackgroundProcessContext context)
    {
        var monitoring = context.Storage.GetMonitoringApi();
        var queues = monitoring.Queues().Select(queue => ReadQueue(monitoring, queue.Name, queue.Length)).ToArray();
        return new Figures(queues, monitoring.FailedCount(), monitoring.Servers().Count);
    }

    private QueueFigures ReadQueue(IMonitoringApi monitoring, string queue, long length)
    {
        var position = _listsNextFirst ? 0 : (int)Math.Clamp(length - 1, 0, int.MaxValue);
        var since = monitoring.EnqueuedJobs(queue, position, perPage: 1).Select(job => job.Value?.EnqueuedAt).FirstOrDefault();
        var oldest = since is { } time ? _time.GetUtcNow().UtcDateTime - time : TimeSpan.Zero;
        return new QueueFigures(queue, length, oldest > TimeSpan.Zero ? oldest : TimeSpan.Zero);
    }

    private IEnumerable<Measurement<T>> Of<T>(Func<QueueFigures, Measurement<T>> measure) where T : struct =>
        _last?.Queues.Select(measure) ?? [];

    private IEnumerable<Measurement<long>> One(Func<Figures, long> figure) =>
        _last is { } last ? [new Measurement<long>(figure(last))] : [];

    private static KeyValuePair<string, object?> Tag(QueueFigures queue) => new("queue", queue.Name);

    private sealed record Figures(QueueFigures[] Queues, long Failed, long Servers);

    private sealed record QueueFigures(string Name, long Length, TimeSpan Oldest);
}
