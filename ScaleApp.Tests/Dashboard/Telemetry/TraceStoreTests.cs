using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Tests.Dashboard.Telemetry;

public class TraceStoreTests
{
    [Fact]
    public void A_trace_is_put_together_from_spans_of_several_replicas_in_any_order()
    {
        var store = new TestStore();

        store.Send(OtlpSignal.Traces, Sample.Traces("worker", "worker-2", new SampleSpan(3, "job") { Parent = 2, Start = Milliseconds(20) }));
        store.Send(OtlpSignal.Traces, Sample.Traces("api", "api-1",
            new SampleSpan(2, "enqueue") { Parent = 1, Start = Milliseconds(5), Duration = Milliseconds(2) },
            new SampleSpan(1, "POST /orders") { Duration = Milliseconds(12), Status = SpanStatus.Error }));

        var summary = Assert.Single(Find(store).Traces);
        Assert.Equal(("POST /orders", "api", true), (summary.Name, summary.Root.Service, summary.IsComplete));
        Assert.Equal((3, 1, Milliseconds(30)), (summary.State.Spans, summary.State.Errors, summary.State.Duration));
        Assert.Equal([("api", 2, "api-1"), ("worker", 1, "worker-2")], summary.Services.Select(one => (one.Name, one.Spans, one.Replicas.Single())));
        var tree = SpanTree.Of(store.Traces.Find(1)!.Value);
        Assert.Equal([("POST /orders", 0), ("enqueue", 1), ("job", 2)], tree.Select(node => (node.Name, node.Depth)));
    }

    [Fact]
    public void A_trace_whose_first_span_is_missing_shows_the_earliest_and_says_so()
    {
        var store = new TestStore();

        store.Send(OtlpSignal.Traces, Sample.Traces("api", "api-1", new SampleSpan(3, "later") { Parent = 9, Start = Milliseconds(2) },
            new SampleSpan(2, "earlier") { Parent = 9 }));

        var summary = Assert.Single(Find(store).Traces);
        Assert.Equal(("earlier", false), (summary.Name, summary.IsComplete));
        Assert.All(SpanTree.Of(store.Traces.Find(1)!.Value), node => Assert.True(node.IsOrphan));
    }

    [Fact]
    public void A_span_that_is_sent_twice_is_shown_once_and_spans_that_are_each_others_parents_are_shown_all_the_same()
    {
        var store = new TestStore();
        var request = Sample.Traces("api", "api-1", new SampleSpan(1, "a") { Parent = 2 }, new SampleSpan(2, "b") { Parent = 1 }, new SampleSpan(3, "c"));

        store.Send(OtlpSignal.Traces, request);
        store.Send(OtlpSignal.Traces, request);

        Assert.Equal(["a", "b", "c"], SpanTree.Of(store.Traces.Find(1)!.Value).Select(node => node.Name).Order());
    }

    [Fact]
    public void A_trace_as_deep_as_it_has_spans_is_walked()
    {
        var store = new TestStore();
        store.Send(OtlpSignal.Traces, Sample.Traces("api", "api-1", [.. Enumerable.Range(1, 20_000).Select(id => new SampleSpan((ulong)id, "s") { Parent = (ulong)id - 1 })]));

        Assert.Equal(19_999, SpanTree.Of(store.Traces.Find(1)!.Value)[^1].Depth);
    }

    [Fact]
    public void When_there_are_too_many_spans_the_oldest_go_and_are_counted()
    {
        var store = new TestStore(new TelemetryOptions { MaxSpans = 160 });

        for (var trace = 1; trace <= 100; trace++)
        {
            store.Send(OtlpSignal.Traces, Sample.Traces("api", "api-1",
                new SampleSpan(1, "a") { Trace = (UInt128)trace }, new SampleSpan(2, "b") { Trace = (UInt128)trace, Parent = 1 }));
        }

        var usage = store.Traces.Usage();
        Assert.InRange(usage.Count, 150, 160);
        Assert.Equal(200, usage.Count + usage.Dropped);
        Assert.Null(store.Traces.Find(1));
        Assert.Equal(2, store.Traces.Find(100)!.Value.State.Spans);
        Assert.Equal(usage.Count / 2, Find(store).Traces.Count);
    }

    [Fact]
    public void When_spans_are_too_large_together_the_oldest_go()
    {
        var store = new TestStore(new TelemetryOptions { MaxMegabytes = 1 });
        var large = new string('x', 100_000);

        for (var trace = 1; trace <= 30; trace++)
        {
            store.Send(OtlpSignal.Traces, Sample.Traces("api", "api-1", new SampleSpan(1, large) { Trace = (UInt128)trace }));
        }

        Assert.InRange(store.Traces.Usage().Bytes, 500_000, 1_048_576);
        Assert.NotNull(store.Traces.Find(30));
    }

    [Fact]
    public void A_long_trace_survives_in_part_and_says_how_much_is_gone()
    {
        var store = new TestStore(new TelemetryOptions { MaxSpans = 160 });

        for (ulong span = 1; span <= 400; span++)
        {
            store.Send(OtlpSignal.Traces, Sample.Traces("api", "api-1", new SampleSpan(span, "tick")));
        }

        var view = store.Traces.Find(1)!.Value;
        Assert.Equal(400, view.State.Spans + view.State.Dropped);
        Assert.Equal(view.State.Spans, view.Sequences().Count());
    }

    public static TheoryData<string, string[]> Filters => new()
    {
        { "service", ["checkout"] },
        { "replica", ["checkout"] },
        { "route", ["checkout"] },
        { "errors", ["checkout"] },
        { "no errors", ["browse"] },
        { "duration", ["checkout"] },
        { "attribute", ["checkout"] },
        { "attribute of the resource", ["checkout"] },
        { "another span's replica", [] },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void Traces_are_filtered(string by, string[] expected)
    {
        var store = new TestStore();
        store.Send(OtlpSignal.Traces, Sample.Traces("web", "web-1", new SampleSpan(1, "browse")));
        store.Send(OtlpSignal.Traces, Sample.Traces("web", "web-1", new SampleSpan(1, "checkout") { Trace = 2, Duration = TimeSpan.FromSeconds(2) }));
        store.Send(OtlpSignal.Traces, Sample.Traces("pay", "pay-3", new SampleSpan(2, "POST")
        {
            Trace = 2,
            Parent = 1,
            Status = SpanStatus.Error,
            Attributes = [("http.route", "/cards/{id}"), ("card", "visa gold")],
        }));
        var filter = by switch
        {
            "service" => new TraceFilter { Service = "pay" },
            "replica" => new() { Replica = "pay-3" },
            "route" => new() { Route = "/CARDS" },
            "errors" => new() { HasErrors = true },
            "no errors" => new() { HasErrors = false },
            "duration" => new() { MinDuration = TimeSpan.FromSeconds(1) },
            "attribute" => new() { Attributes = AttributeFilter.Parse("http.route card=\"Visa gold\"") },
            "attribute of the resource" => new() { Attributes = AttributeFilter.Parse("service.instance.id=pay-3") },
            _ => new() { Service = "pay", Replica = "web-1" },
        };

        Assert.Equal(expected, Find(store, filter).Traces.Select(trace => trace.Name));
    }

    [Fact]
    public void What_nobody_asked_for_is_left_out_unless_it_failed()
    {
        var store = new TestStore();
        store.Send(OtlpSignal.Traces, Sample.Traces("worker", "worker-1", new SampleSpan(1, "PING") { Trace = 1, Kind = SpanKind.Client }));
        store.Send(OtlpSignal.Traces, Sample.Traces("worker", "worker-1",
            new SampleSpan(1, "SELECT") { Trace = 2, Kind = SpanKind.Client, Status = SpanStatus.Error }));
        store.Send(OtlpSignal.Traces, Sample.Traces("api", "api-1",
            new SampleSpan(2, "GET") { Trace = 3, Parent = 1, Kind = SpanKind.Client }, new SampleSpan(1, "GET /") { Trace = 3, Kind = SpanKind.Server }));

        Assert.Equal(["GET /", "SELECT"], Find(store, new() { HidesBackground = true }).Traces.Select(trace => trace.Name));
        Assert.Equal(3, Find(store).Traces.Count);
    }

    [Fact]
    public void Pages_follow_each_other_without_gap_or_repetition_while_traces_come_in()
    {
        var store = new TestStore();
        for (var trace = 1; trace <= 1_500; trace++)
        {
            store.Send(OtlpSignal.Traces, Sample.Traces("api", "api-1", new SampleSpan(1, $"{trace}") { Trace = (UInt128)trace }));
        }

        var search = new TraceSearch(store.Traces);
        var first = search.Find(new(), 700, long.MaxValue, CancellationToken.None);
        store.Send(OtlpSignal.Traces, Sample.Traces("api", "api-1", new SampleSpan(1, "new") { Trace = 9_999 }));
        var second = search.Find(new(), 800, first.Traces[^1].State.Order, CancellationToken.None);

        Assert.True(first.HasMore);
        Assert.Equal(Enumerable.Range(1, 1_500).Reverse().Select(number => $"{number}"), first.Traces.Concat(second.Traces).Select(trace => trace.Name));
    }

    [Fact]
    public async Task Pages_can_be_read_while_spans_come_in_and_go()
    {
        var store = new TestStore(new TelemetryOptions { MaxSpans = 1_000 });
        var writing = Task.Run(() =>
        {
            for (var number = 1; number <= 20_000; number++)
            {
                store.Send(OtlpSignal.Traces, Sample.Traces("api", "api-1", new SampleSpan((ulong)number, "s") { Trace = (UInt128)((number / 5) + 1) }));
            }
        });

        var reads = 0;
        do
        {
            Assert.All(Find(store).Traces, trace => Assert.Equal("s", trace.Name));
            reads++;
        }
        while (!writing.IsCompleted);

        await writing;
        Assert.True(reads > 0);
        Assert.InRange(store.Traces.Usage().Count, 900, 1_000);
    }

    private static TraceList Find(TestStore store, TraceFilter? filter = null) =>
        new TraceSearch(store.Traces).Find(filter ?? new(), 100, long.MaxValue, CancellationToken.None);

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
