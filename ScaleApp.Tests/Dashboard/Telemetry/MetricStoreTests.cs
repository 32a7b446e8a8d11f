using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Metrics;
using ScaleApp.Dashboard.Telemetry.Metrics.Charts;

namespace ScaleApp.Tests.Dashboard.Telemetry;

public class MetricStoreTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_counter_is_a_rate_whether_totals_or_increments_are_sent(bool isDelta)
    {
        var store = new TestStore();
        for (var second = 1; second <= 60; second++)
        {
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1",
                Sample.Sum("orders", isDelta ? 3 : 3 * second, Seconds(second), start: isDelta ? Seconds(second - 1) : default, isDelta)));
        }

        var rates = Line(store, "orders", Seconds(60), Seconds(60));

        Assert.All(rates, rate => Assert.Equal(3, rate!.Value, 6));
    }

    [Fact]
    public void A_counter_that_begins_anew_loses_nothing_and_never_falls()
    {
        var store = new TestStore();
        double[] totals = [10, 20, 30, 5, 15, 25];
        for (var index = 0; index < totals.Length; index++)
        {
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Sum("orders", totals[index], Seconds(10 * (index + 1)))));
        }

        // 30 until it began anew, then 25.
        Assert.Equal(55, Total(Line(store, "orders", Seconds(60), Seconds(60))), 6);
    }

    [Fact]
    public void A_restart_that_overtakes_the_old_total_is_told_by_its_start()
    {
        var store = new TestStore();
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Sum("orders", 10, Seconds(10))));
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Sum("orders", 40, Seconds(30), start: Seconds(20))));

        var rates = Line(store, "orders", Seconds(60), Seconds(60));

        Assert.Equal(50, Total(rates), 6);
        Assert.Equal(0, rates[15]!.Value, 6);
        Assert.Equal(4, rates[25]!.Value, 6);
    }

    [Fact]
    public void A_series_that_appears_late_counts_from_the_replicas_last_export_not_from_the_start_of_the_process()
    {
        var store = new TestStore();
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Gauge("something else", 1, Seconds(50))));
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1",
            Sample.Gauge("something else", 1, Seconds(55)), Sample.Sum("orders", 10, Seconds(55))));

        var rates = Line(store, "orders", Seconds(60), Seconds(60));

        Assert.Null(rates[45]);
        Assert.Equal(2, rates[52]!.Value, 6);
    }

    [Fact]
    public void Replicas_are_summed_or_shown_each_by_itself()
    {
        var store = new TestStore();
        for (var second = 1; second <= 60; second++)
        {
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Sum("orders", second, Seconds(second))));
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-2", Sample.Sum("orders", 4 * second, Seconds(second))));
        }

        Assert.Equal(5, Line(store, "orders", Seconds(60), Seconds(60))[30]!.Value, 6);
        var split = Read(store, "orders", Seconds(60), Seconds(60), query => query with { Split = ChartQuery.ByReplica });
        Assert.Equal([("api-1", 1.0), ("api-2", 4.0)], split.Lines.Select(line => (line.Label, Math.Round(line.Values[30]!.Value, 6))).Order());
        var one = Read(store, "orders", Seconds(60), Seconds(60), query => query with { Replica = "api-2" });
        Assert.Equal(4, one.Lines.Single().Values[30]!.Value, 6);
    }

    [Fact]
    public void Levels_of_replicas_are_added_and_end_when_a_replica_is_silent()
    {
        var store = new TestStore();
        for (var second = 1; second <= 60; second++)
        {
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Gauge("queue", 7, Seconds(second))));
            if (second <= 20)
            {
                store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-2", Sample.Gauge("queue", 3, Seconds(second))));
            }
        }

        var line = Line(store, "queue", Seconds(60), Seconds(60));

        Assert.Equal([10.0, 7.0], [line[10]!.Value, line[40]!.Value]);
    }

    [Fact]
    public void A_sum_that_goes_up_and_down_is_a_level_also_when_changes_are_sent()
    {
        var store = new TestStore();
        double[] changes = [5, -2, 4];
        for (var index = 0; index < changes.Length; index++)
        {
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Sum("open", changes[index], Seconds(index + 1), isDelta: true, isMonotonic: false)));
        }

        Assert.Equal(7, Line(store, "open", Seconds(3), Seconds(60)).Last(value => value is not null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_histogram_is_percentiles_of_what_was_added(bool isDelta)
    {
        var store = new TestStore();
        ulong[] added = [50, 40, 10];
        for (var second = 1; second <= 60; second++)
        {
            var counts = added.Select(count => isDelta ? count : count * (ulong)second).ToArray();
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1",
                Sample.Histogram("duration", [1, 2], counts, Seconds(second), isDelta ? Seconds(second - 1) : default, isDelta)));
        }

        var chart = Read(store, "duration", Seconds(60), Seconds(60));

        Assert.Equal([("p50", 1.0), ("p90", 2.0), ("p99", 2.0)], chart.Lines.Select(line => (line.Label, Math.Round(line.Values[30]!.Value, 6))));
        var rate = Read(store, "duration", Seconds(60), Seconds(60), query => query with { AsRate = true });
        Assert.Equal(100, rate.Lines.Single().Values[30]!.Value, 6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_exponential_histogram_keeps_its_percentiles_when_its_scale_falls(bool isDelta)
    {
        var store = new TestStore();
        // Scale 1: (1, 1.41], (1.41, 2], (2, 2.83], (2.83, 4]. Scale 0: (1, 2], (2, 4], (4, 8].
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.ExponentialHistogram("size", 1, 0, [0, 100, 0, 0], Seconds(10), isDelta: isDelta)));
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.ExponentialHistogram("size", 0, 0,
            isDelta ? [0, 0, 100] : [100, 0, 100], Seconds(20), isDelta: isDelta)));

        var chart = Read(store, "size", Seconds(20), Seconds(60));

        Assert.Equal(6, chart.Lines[0].Values[^1]!.Value, 6);
        Assert.InRange(chart.Lines[0].Values[^11]!.Value, 1.41, 2);
    }

    [Fact]
    public void A_summary_is_shown_as_the_quantiles_it_has()
    {
        var store = new TestStore();
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Summary("latency", Seconds(5), (0.5, 1), (0.99, 9))));
        store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-2", Sample.Summary("latency", Seconds(5), (0.5, 2), (0.99, 3))));

        var chart = Read(store, "latency", Seconds(6), Seconds(60));

        Assert.Equal([("p50", 2.0), ("p99", 9.0)], chart.Lines.Select(line => (line.Label, line.Values[^1]!.Value)));
    }

    [Fact]
    public void Exemplars_lead_to_their_traces()
    {
        var store = new TestStore();
        for (var second = 1; second <= 3; second++)
        {
            store.Send(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Histogram("duration", [1], [(ulong)second, 0], Seconds(second), exemplar: 42)));
        }

        var chart = Read(store, "duration", Seconds(4), Seconds(60));

        Assert.Equal(3, chart.Exemplars.Count);
        Assert.All(chart.Exemplars, exemplar => Assert.Equal(((UInt128)42, 0.25), (exemplar.TraceId, exemplar.Value)));
    }

    [Fact]
    public void Six_hours_are_kept_thinned_and_no_more()
    {
        var points = new Points<double>();
        for (var second = 0; second < 8 * 3_600; second++)
        {
            points.TryAdd((long)Sample.Nano(Seconds(second)), second);
        }

        var all = points.Since(0);
        Assert.InRange(points.Count, 1_700, 1_800);
        Assert.InRange(all[^1].Time - all[0].Time, 6 * 3_600 * UnixNano.Second, (6 * 3_600 * UnixNano.Second) + Points<double>.Slot + (300 * UnixNano.Second));
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.InRange(pair.Second.Time - pair.First.Time, UnixNano.Second, Points<double>.Slot));
    }

    private static IReadOnlyList<double?> Line(TestStore store, string name, TimeSpan end, TimeSpan range) => Read(store, name, end, range).Lines.Single().Values;

    private static Chart Read(TestStore store, string name, TimeSpan end, TimeSpan range, Func<ChartQuery, ChartQuery>? with = null)
    {
        var query = new ChartQuery(new("api", "meter", name), TimeGrid.Until((long)Sample.Nano(end), range));
        return new ChartReader(store.Metrics).Read(with is null ? query : with(query))!;
    }

    private static double Total(IReadOnlyList<double?> rates) => rates.Sum(rate => rate ?? 0);

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);
}
