using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Metrics;
using ScaleApp.Dashboard.Telemetry.Metrics.Charts;

namespace ScaleApp.Tests.Dashboard.Telemetry;

/// <summary>What is not taken in, and what makes room.</summary>
public class MetricLimitsTests
{
    [Fact]
    public void A_new_series_takes_the_place_of_one_that_is_silent_and_never_of_one_that_is_not()
    {
        var store = new TestStore(new TelemetryOptions { MaxSeries = 16 });
        var old = Sample.Metrics("api", "gone", Sample.Gauge("queue", 1, Seconds(1)));
        var living = Enumerable.Range(1, 15).Select(number => Sample.Gauge("queue", 1, Seconds(100), ("n", $"{number}"))).ToArray();
        store.Send(OtlpSignal.Metrics, old);
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", living));

        var taken = store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Gauge("queue", 1, Seconds(100), ("n", "16"))));
        var refused = store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Gauge("other", 1, Seconds(100), ("n", "17"))));

        Assert.Equal((1, 0), (taken.Accepted, taken.Rejected));
        Assert.Equal((0, 1), (refused.Accepted, refused.Rejected));
        Assert.Contains("MaxSeries", refused.Reason);
        Assert.Equal((16, 1L), (store.Metrics.Usage().Count, store.Metrics.Usage().Dropped));
    }

    [Fact]
    public void The_points_stay_within_their_memory()
    {
        var store = new TestStore(new TelemetryOptions { MaxMetricMegabytes = 1 });
        var bounds = Enumerable.Range(1, 1_000).Select(bound => (double)bound).ToArray();
        for (var second = 1; second <= 300; second++)
        {
            var counts = Enumerable.Repeat((ulong)second, 1_001).ToArray();
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Histogram("duration", bounds, counts, Seconds(second))));
        }

        Assert.InRange(store.Metrics.Usage().Bytes, 500_000, 1_048_576);
    }

    [Fact]
    public void Ever_new_series_that_find_no_room_cost_no_look_at_all_others_each()
    {
        var store = new TestStore(new TelemetryOptions { MaxSeries = 16 });
        var living = Enumerable.Range(1, 16).Select(number => Sample.Gauge("queue", 1, Seconds(number), ("n", $"{number}"))).ToArray();
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", [.. living.Skip(1), living[0]]));
        foreach (var second in new[] { 100, 101 })
        {
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1",
                [.. Enumerable.Range(1, 16).Select(number => Sample.Gauge("queue", 1, Seconds(second), ("n", $"{number}")))]));
        }

        Assert.Equal(1, Add(store, "17").Rejected);
        // One falls silent; that is found with the next look, a second later.
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1",
            [.. Enumerable.Range(2, 15).Select(number => Sample.Gauge("queue", 1, Seconds(102), ("n", $"{number}")))]));
        Assert.Equal(1, Add(store, "17").Rejected);
        store.Time.Advance(Seconds(1));
        Assert.Equal(0, Add(store, "17").Rejected);

        static IngestResult Add(TestStore store, string number) =>
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Gauge("queue", 1, Seconds(102), ("n", number))));
    }

    [Fact]
    public void Bounds_that_change_all_the_time_do_not_become_ever_finer()
    {
        var total = Distribution.None;
        for (var turn = 0; turn < 100; turn++)
        {
            var bounds = Enumerable.Range(1, 500).Select(bound => bound + (turn / 100.0)).ToArray();
            total = total.Plus(new(bounds, [.. Enumerable.Repeat(1.0, 501)], 1));
        }

        Assert.InRange(total.Bounds.Length, 500, 2_048);
        Assert.Equal(100 * 501, total.Count);
        Assert.InRange(total.Percentile(0.5)!.Value, 245, 255);
    }

    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "buckets that do not fit their bounds", Sample.Histogram("h", [1, 2], [1], Seconds(1)) },
        { "bounds that do not ascend", Sample.Histogram("h", [2, 1], [1, 1, 1], Seconds(1)) },
        { "no time", Sample.Gauge("g", 1, -(Sample.Epoch - DateTimeOffset.UnixEpoch)) },
        { "a time to come", Sample.Gauge("g", 1, TimeSpan.FromDays(400)) },
        { "not a number", Sample.Gauge("g", double.NaN, Seconds(1)) },
        { "a counter below zero", Sample.Sum("s", -1, Seconds(1)) },
        { "no name", Sample.Gauge("", 1, Seconds(1)) },
        { "a name without end", Sample.Gauge(new string('x', 256), 1, Seconds(1)) },
        { "attributes without end", Sample.Gauge("g", 1, Seconds(1), ("k", new string('x', 5_000))) },
        { "a scale beyond doubles", Sample.ExponentialHistogram("e", 60, 0, [1], Seconds(1)) },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void A_point_that_makes_no_sense_is_rejected_and_the_next_one_taken(string what, byte[] metric)
    {
        var store = new TestStore();

        var result = store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", metric, Sample.Gauge("good", 1, Seconds(1))));

        Assert.True(result is { Accepted: 1, Rejected: 1, Reason: not null }, what);
        Assert.Equal(["good"], new InstrumentList(store.Metrics).Of(service: null).Select(instrument => instrument.Name.Name));
    }

    [Fact]
    public void An_instrument_that_changes_its_kind_is_rejected()
    {
        var store = new TestStore();
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Gauge("x", 1, Seconds(1))));

        Assert.Equal(1, store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Sum("x", 1, Seconds(2)))).Rejected);
    }

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);
}
