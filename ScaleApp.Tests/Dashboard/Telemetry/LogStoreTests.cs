using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Logs;

namespace ScaleApp.Tests.Dashboard.Telemetry;

public class LogStoreTests
{
    public static TheoryData<string, string[]> Filters => new()
    {
        { "service", ["worker ready"] },
        { "replica", ["worker ready"] },
        { "severity", ["order lost"] },
        { "text", ["order placed"] },
        { "category", ["worker ready", "order lost", "order placed"] },
        { "attribute", ["order placed"] },
        { "trace", ["order lost"] },
        { "span", [] },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void Records_are_filtered_newest_first(string by, string[] expected)
    {
        var store = new TestStore();
        store.Send(OtlpSignal.Logs, Sample.Logs("api", "api-1", Sample.Log("order placed", attributes: ("id", "7"))));
        store.Send(OtlpSignal.Logs, Sample.Logs("api", "api-2", Sample.Log("order lost", severity: 18, trace: 5, span: 6)));
        store.Send(OtlpSignal.Logs, Sample.Logs("worker", "worker-1", Sample.Log("worker ready", severity: 5)));
        var filter = by switch
        {
            "service" => new LogFilter { Service = "worker" },
            "replica" => new() { Replica = "worker-1" },
            "severity" => new() { Severity = Severity.Warning },
            "text" => new() { Text = "PLACED" },
            "category" => new() { Text = "shop.orders" },
            "attribute" => new() { Attributes = AttributeFilter.Parse("id=7") },
            "trace" => new() { TraceId = 5 },
            _ => new() { TraceId = 5, SpanId = 7 },
        };

        Assert.Equal(expected, Find(store, filter).Records.Select(record => record.Body));
    }

    [Fact]
    public void When_there_are_too_many_records_the_oldest_go_and_are_counted()
    {
        var store = new TestStore(new TelemetryOptions { MaxLogRecords = 32 });
        for (var number = 1; number <= 100; number++)
        {
            store.Send(OtlpSignal.Logs, Sample.Logs("api", "api-1", Sample.Log($"{number}")));
        }

        var usage = store.Logs.Usage();
        Assert.InRange(usage.Count, 30, 32);
        Assert.Equal(100, usage.Count + usage.Dropped);
        Assert.Equal(Enumerable.Range(101 - usage.Count, usage.Count).Reverse().Select(number => $"{number}"), Find(store, new()).Records.Select(record => record.Body));
        Assert.Null(new LogSearch(store.Logs).Find(0));
    }

    [Fact]
    public void Pages_follow_each_other()
    {
        var store = new TestStore();
        store.Send(OtlpSignal.Logs, Sample.Logs("api", "api-1", [.. Enumerable.Range(1, 10).Select(number => Sample.Log($"{number}"))]));
        var search = new LogSearch(store.Logs);

        var first = search.Find(new(), 4, long.MaxValue, CancellationToken.None);
        var rest = search.Find(new(), 6, first.Records[^1].Sequence, CancellationToken.None);

        Assert.Equal((true, false), (first.HasMore, rest.HasMore));
        Assert.Equal(["10", "9", "8", "7", "6", "5", "4", "3", "2", "1"], first.Records.Concat(rest.Records).Select(record => record.Body));
    }

    [Fact]
    public void A_record_without_a_time_has_that_of_its_arrival()
    {
        var store = new TestStore();
        store.Send(OtlpSignal.Logs, Sample.Logs("api", "api-1", Sample.Message(record => record.Varint(2, 9))));

        Assert.Equal(UnixNano.From(store.Time.GetUtcNow()), Find(store, new()).Records.Single().Record.Time);
    }

    [Fact]
    public void Values_of_every_kind_read_as_text()
    {
        var body = Sample.Message(value => Sample.Nested(value, 6, map =>
        {
            Sample.Nested(map, 1, entry =>
            {
                entry.Text(1, "list");
                Sample.Nested(entry, 2, any => Sample.Nested(any, 5, list =>
                {
                    Sample.Nested(list, 1, item => item.Varint(3, unchecked((ulong)-7)));
                    Sample.Nested(list, 1, item => item.Double(4, 0.5));
                    Sample.Nested(list, 1, item => item.Varint(2, 1));
                    Sample.Nested(list, 1, item => item.Bytes(7, [1, 2, 3]));
                }));
            });
        }));

        Assert.Equal("{list: [-7, 0.5, true, AQID]}", AnyValueText.Read(body));
    }

    private static LogPage Find(TestStore store, LogFilter filter) => new LogSearch(store.Logs).Find(filter, 100, long.MaxValue, CancellationToken.None);
}
