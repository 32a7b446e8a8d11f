using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

public sealed class JobTelemetryTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Job_continues_the_trace_of_the_code_that_enqueued_it()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var source = new ActivitySource("job-telemetry-tests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = listened => listened.Name is "ScaleApp.Jobs" or "job-telemetry-tests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=1", workers: 1);

        string job;
        ActivityTraceId trace;
        using (var request = source.StartActivity("request")!)
        {
            trace = request.TraceId;
            job = host.Enqueue(probe => probe.RunAsync("traced", 0, CancellationToken.None));
        }

        await Eventually.IsTrueAsync(() => spans.Count(span => span.TraceId == trace) == 3, "three spans of the trace");
        var send = spans.Single(span => span.TraceId == trace && span.Kind == ActivityKind.Producer);
        var process = spans.Single(span => span.TraceId == trace && span.Kind == ActivityKind.Consumer);
        Assert.Equal(("send default", "process IProbeJob.RunAsync"), (send.DisplayName, process.DisplayName));
        Assert.Equal(send.SpanId, process.ParentSpanId);
        Assert.Equal((job, "hangfire", "default"), (process.GetTagItem("messaging.message.id"), process.GetTagItem("messaging.system"),
            process.GetTagItem("messaging.destination.name")));
        Assert.DoesNotContain(process.TagObjects, tag => $"{tag.Value}".Contains("traced", StringComparison.Ordinal));
    }

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
