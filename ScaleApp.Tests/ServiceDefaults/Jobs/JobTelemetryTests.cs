using System.Diagnostics.Metrics;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

public sealed class JobTelemetryTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Jobs_are_counted_from_creation_to_failure()
    {
        var values = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ScaleApp.Jobs")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=2", workers: 1, configure: null,
            ("FiguresInterval", "00:00:00.100"));

        host.Enqueue(job => job.FailAsync("counted", CancellationToken.None));
        host.Enqueue(job => job.RunAsync("waiting", 0, CancellationToken.None), "unserved");

        await Eventually.IsTrueAsync(() =>
        {
            listener.RecordObservableInstruments();
            return values.GetValueOrDefault("jobs.failed.kept") >= 1 && values.GetValueOrDefault("jobs.queue.length unserved") >= 1
                && values.GetValueOrDefault("jobs.queue.oldest unserved") > 0 && values.GetValueOrDefault("jobs.servers") >= 1;
        }, "the gauges show what is stored");
        Assert.True(values.GetValueOrDefault("jobs.enqueued IProbeJob.FailAsync") >= 1);
        Assert.True(values.GetValueOrDefault("jobs.retried IProbeJob.FailAsync") >= 1);
        Assert.True(values.GetValueOrDefault("jobs.failed IProbeJob.FailAsync") >= 1);
        Assert.True(values.ContainsKey("jobs.run.duration IProbeJob.FailAsync"));
        Assert.True(values.ContainsKey("jobs.wait.duration IProbeJob.FailAsync"));

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var label = tags.ToArray().FirstOrDefault(tag => tag.Key is "job" or "queue").Value;
            values.AddOrUpdate($"{instrument.Name} {label}".TrimEnd(), value, (_, sum) => instrument is Counter<long> ? sum + value : value);
        }
    }
}
