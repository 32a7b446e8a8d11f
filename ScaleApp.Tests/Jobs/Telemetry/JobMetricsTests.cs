using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using ScaleApp.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs.Telemetry;

public sealed class JobMetricsTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private readonly Probe _probe = new();

    // What the meter says is told apart from that of other tests by the queue.
    private readonly string _queue = $"measured-{Guid.NewGuid():N}";

    [RequiresFact("redis-server")]
    public async Task What_happens_to_jobs_is_counted_and_timed()
    {
        using var figures = new Figures(_queue);
        await using var host = await StartAsync();
        _probe.FailuresLeft = 2;

        await host.Client.CreateManyAsync(
        [
            On(JobRequest.For<ProbeJobs>(x => x.Report(_probe.Name, "ran"))),
            On(JobRequest.For<ProbeJobs>(x => x.FailAtFirst(_probe.Name, null!))),
            On(JobRequest.For<ProbeJobs>(x => x.Fail(_probe.Name))),
        ]);
        await host.Client.CreateAsync(On(JobRequest.For<ProbeJobs>(x => x.Report(_probe.Name, "ran"))));

        await Eventually.IsTrueAsync(() => figures["jobs.succeeded"] == 3 && figures["jobs.failed"] == 3, "all have ended");
        Assert.Equal((4, 6, 2), (figures["jobs.enqueued"], figures["jobs.started"], figures["jobs.retried"]));
        Assert.Equal((6, 6), (figures.TimesOf("jobs.run.duration").Count, figures.TimesOf("jobs.wait.duration").Count));
        Assert.All(figures.TimesOf("jobs.wait.duration"), wait => Assert.InRange(wait, 0, 60));
    }

    [RequiresFact("redis-server")]
    public async Task Jobs_of_lost_workers_are_counted_when_they_are_taken_back()
    {
        using var figures = new Figures(_queue);
        await using var client = await JobHost.StartAsync(redis.ConnectionString, clientOnly: true);
        await client.Client.CreateAsync(On(JobRequest.For<ProbeJobs>(x => x.Report(_probe.Name, "ran"))));
        var lost = new ServerStore(client.Redis, new QueueCatalog(client.Redis), new ServerIdentity(
            Options.Create(new BackgroundJobServerOptions { ServerName = "lost", Lease = TimeSpan.FromSeconds(1) }), TimeProvider.System));
        Assert.Single((await lost.PumpAsync(_queue, 0, 1, 0, [], CancellationToken.None))!.Jobs);
        await using var other = await StartAsync();

        Assert.Equal("ran", await _probe.NextAsync());
        // It may run before who took it back has had the answer to that.
        await Eventually.IsTrueAsync(() => figures["jobs.reclaimed"] == 1, "it is counted once");
    }

    [RequiresFact("redis-server")]
    public async Task What_waits_and_for_how_long_is_measured()
    {
        await using var host = await StartAsync();
        await host.Monitor.PauseAsync(_queue);
        await host.Client.CreateManyAsync([.. Enumerable.Range(0, 7).Select(_ => On(JobRequest.For(() => ProbeJobs.Nothing())))]);
        await host.Client.CreateAsync(On(JobRequest.For(() => ProbeJobs.Nothing())) with { Delay = TimeSpan.FromHours(1) });
        using var figures = new Figures(_queue);

        await Eventually.IsTrueAsync(() =>
        {
            figures.Observe();
            return figures["jobs.queue.depth Waiting"] == 7 && figures["jobs.queue.depth Delayed"] == 1;
        }, "the gauges show seven jobs that wait and one that is delayed");
        Assert.InRange(figures.TimesOf("jobs.queue.oldest").Last(), 0, 60);
    }

    private Task<JobHost> StartAsync() => JobHost.StartAsync(redis.ConnectionString, o => o.Queues = [_queue]);

    private JobRequest On(JobRequest request) => request with { Queue = _queue };

    /// <summary>What the engine's meter said of one queue: sums of counters, the last of gauges, all of histograms.</summary>
    private sealed class Figures : IDisposable
    {
        private readonly ConcurrentDictionary<string, long> _counts = new();
        private readonly ConcurrentDictionary<string, ConcurrentQueue<double>> _times = new();
        private readonly MeterListener _listener = new();

        public Figures(string queue)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ScaleApp.Jobs")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                if (!IsOf(queue, tags))
                {
                    return;
                }

                if (instrument is Counter<long>)
                {
                    _counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
                }
                else
                {
                    _counts[$"{instrument.Name} {tags[1].Value}"] = value;
                }
            });
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            {
                if (IsOf(queue, tags))
                {
                    _times.GetOrAdd(instrument.Name, _ => []).Enqueue(value);
                }
            });
            _listener.Start();
        }

        public long this[string name] => _counts.GetValueOrDefault(name);

        public IReadOnlyCollection<double> TimesOf(string name) => [.. _times.GetValueOrDefault(name) ?? []];

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private static bool IsOf(string queue, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            tags.Length > 0 && tags[0] is { Key: "messaging.destination.name" } tag && Equals(tag.Value, queue);
    }
}
