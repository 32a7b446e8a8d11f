using System.Text;
using ScaleApp.Dashboard.Telemetry;

namespace ScaleApp.Tests.Dashboard.Telemetry;

/// <summary>Every field of OTLP that a page shows, sent in a request of our own.</summary>
public class TelemetryFieldTests
{
    private const string Owner = """
        "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}},{"key":"service.instance.id","value":{"stringValue":"api-1"}},
          {"key":"host.name","value":{"stringValue":"pandora"}}],"droppedAttributesCount":1},"schemaUrl":"https://opentelemetry.io/schemas/1.30.0"
        """;

    private const string Scope = """
        "scope":{"name":"the.source","version":"7.1","attributes":[{"key":"scope.kind","value":{"stringValue":"library"}}]},
        "schemaUrl":"https://opentelemetry.io/schemas/1.30.0"
        """;

    [Fact]
    public async Task The_details_of_a_span_show_every_field_that_was_sent()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        await SendAsync(dashboard, OtlpSignal.Traces, $$$"""
            {"resourceSpans":[{{{{Owner}}},"scopeSpans":[{{{{Scope}}},"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",
            "parentSpanId":"eee19b7ec3c1b173","traceState":"vendor=state","flags":257,"name":"GET /","kind":3,
            "startTimeUnixNano":"1767225600000000000","endTimeUnixNano":"1767225600025000000",
            "attributes":[{"key":"retries","value":{"intValue":"3"}}],"droppedAttributesCount":2,
            "events":[{"timeUnixNano":"1767225600010000000","name":"cache.miss","attributes":[{"key":"cache","value":{"stringValue":"prices"}}],"droppedAttributesCount":3}],
            "droppedEventsCount":4,
            "links":[{"traceId":"5b8efff798038103d269b633813fc60d","spanId":"eee19b7ec3c1b175","traceState":"other=state",
              "attributes":[{"key":"why","value":{"stringValue":"retry of"}}],"droppedAttributesCount":5,"flags":1}],
            "droppedLinksCount":6,"status":{"message":"upstream is away","code":2}}]}]}]}
            """);

        var panel = await dashboard.Pages.GetStringAsync("/traces/5b8efff798038103d269b633813fc60c/spans/eee19b7ec3c1b174");

        PageText.AssertInOrder(panel, "GET /", "api-1", "Client", "the.source", "7.1", "25.0 ms", "Error: upstream is away", "eee19b7ec3c1b174",
            "eee19b7ec3c1b173", "sampled", "vendor=state", "retries", "3", "cache.miss", "10.0 ms", "prices",
            "/traces/5b8efff798038103d269b633813fc60d?span=eee19b7ec3c1b175", "other=state", "retry of", "scope.kind", "library", "pandora", "left out 20");
        Assert.DoesNotContain("<html", panel);
    }

    [Theory]
    [InlineData("""{"stringValue":"text"}""", "text")]
    [InlineData("""{"stringValue":""}""", "")]
    [InlineData("""{"boolValue":true}""", "true")]
    [InlineData("""{"boolValue":false}""", "false")]
    [InlineData("""{"intValue":"-9223372036854775808"}""", "-9223372036854775808")]
    [InlineData("""{"intValue":7}""", "7")]
    [InlineData("""{"doubleValue":0.25}""", "0.25")]
    [InlineData("""{"doubleValue":"NaN"}""", "NaN")]
    [InlineData("""{"bytesValue":"AQI="}""", "AQI=")]
    [InlineData("""{"arrayValue":{"values":[{"stringValue":"a"},{"intValue":"2"},{"arrayValue":{"values":[{"boolValue":true}]}}]}}""", "[a, 2, [true]]")]
    [InlineData("""{"arrayValue":{}}""", "[]")]
    [InlineData("""{"kvlistValue":{"values":[{"key":"inner","value":{"doubleValue":1.5}}]}}""", "{inner: 1.5}")]
    [InlineData("{}", "")]
    public async Task An_attribute_of_any_type_is_shown(string value, string expected)
    {
        await using var dashboard = await TestDashboard.StartAsync();
        await SendAsync(dashboard, OtlpSignal.Logs, $$$"""
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1767225600000000000","attributes":[{"key":"the.key","value":{{{value}}}}]}]}]}]}
            """);

        Assert.Contains($"<dt>the.key</dt>\n      <dd><code>{expected}</code></dd>", await dashboard.Pages.GetStringAsync("/logs?log=0"));
    }

    [Fact]
    public async Task A_log_record_shows_every_field_that_was_sent()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        await SendAsync(dashboard, OtlpSignal.Logs, $$$"""
            {"resourceLogs":[{{{{Owner}}},"scopeLogs":[{{{{Scope}}},"logRecords":[{"timeUnixNano":"1767225600000000000","observedTimeUnixNano":"1767225601000000000",
            "severityNumber":18,"severityText":"ERROR2","eventName":"order.refused","body":{"kvlistValue":{"values":[{"key":"order","value":{"intValue":"7"}}]}},
            "attributes":[{"key":"customer","value":{"stringValue":"ada"}}],"droppedAttributesCount":2,"flags":1,
            "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"}]}]}]}
            """);

        var page = await dashboard.Pages.GetStringAsync("/logs?log=0");

        PageText.AssertInOrder(page, "<h2>the.source</h2>", "{order: 7}", "2026-01-01 00:00:00.000000 UTC", "2026-01-01 00:00:01.000000 UTC", "Error", "ERROR2",
            "order.refused", "api-1", "/traces/5b8efff798038103d269b633813fc60c?span=eee19b7ec3c1b174", "sampled", "customer", "ada", "library", "pandora",
            "left out 2");
    }

    [Theory]
    [InlineData(0, "–")]
    [InlineData(1, "Trace")]
    [InlineData(4, "Trace")]
    [InlineData(5, "Debug")]
    [InlineData(9, "Information")]
    [InlineData(12, "Information")]
    [InlineData(13, "Warning")]
    [InlineData(20, "Error")]
    [InlineData(24, "Critical")]
    [InlineData(25, "–")]
    public async Task A_severity_has_the_name_of_its_range(int number, string expected)
    {
        await using var dashboard = await TestDashboard.StartAsync();
        using var sent = await dashboard.SendAsync(OtlpSignal.Logs, Sample.Logs("api", "api-1", Sample.Log("a line", severity: number)));

        var page = System.Net.WebUtility.HtmlDecode(await dashboard.Pages.GetStringAsync("/logs"));

        Assert.Matches($"<span class=\"badge[^>]*>{expected}</span>", page);
    }

    [Theory]
    [InlineData("gauge", """{"dataPoints":[{"timeUnixNano":"$2","asDouble":2.5}]}""", "level", "2.5")]
    [InlineData("gauge", """{"dataPoints":[{"timeUnixNano":"$2","asInt":"-3"}]}""", "level", "-3")]
    [InlineData("sum", """{"aggregationTemporality":2,"isMonotonic":false,"dataPoints":[{"timeUnixNano":"$2","asInt":"5"}]}""", "level", "5")]
    [InlineData("sum", """{"aggregationTemporality":1,"isMonotonic":true,"dataPoints":[{"startTimeUnixNano":"$1","timeUnixNano":"$2","asInt":"20"}]}""", "counter", "2")]
    [InlineData("histogram", """
        {"aggregationTemporality":1,"dataPoints":[{"startTimeUnixNano":"$1","timeUnixNano":"$2","count":"4","sum":6,"bucketCounts":["0","4","0"],"explicitBounds":[1,2],"min":1,"max":2,
        "exemplars":[{"timeUnixNano":"$2","asDouble":1.5,"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"}]}]}
        """, "histogram", "/traces/5b8efff798038103d269b633813fc60c?span=eee19b7ec3c1b174")]
    [InlineData("exponentialHistogram", """
        {"aggregationTemporality":1,"dataPoints":[{"startTimeUnixNano":"$1","timeUnixNano":"$2","count":"4","sum":6,"scale":0,"zeroCount":"0",
        "positive":{"offset":0,"bucketCounts":["4"]},"negative":{},"zeroThreshold":0}]}
        """, "histogram", "p90")]
    [InlineData("summary", """{"dataPoints":[{"timeUnixNano":"$2","count":"4","sum":6,"quantileValues":[{"quantile":0.5,"value":1.25}]}]}""", "summary", "p50")]
    public async Task A_metric_of_any_kind_is_drawn(string kind, string data, string expectedKind, string expected)
    {
        await using var dashboard = await TestDashboard.StartAsync();
        var timed = data.Replace("$1", "1767225600000000000", StringComparison.Ordinal).Replace("$2", "1767225610000000000", StringComparison.Ordinal);
        await SendAsync(dashboard, OtlpSignal.Metrics, $$$"""
            {"resourceMetrics":[{{{{Owner}}},"scopeMetrics":[{{{{Scope}}},"metrics":[{"name":"the.metric","description":"What it is.","unit":"1","{{{kind}}}":{{{timed}}}}]}]}]}
            """);

        var page = await dashboard.Pages.GetStringAsync("/metrics?range=1");

        PageText.AssertInOrder(page, "the.source", "the.metric", "What it is.", expectedKind, "<path class=\"line");
        Assert.Contains(expected, page);
    }

    private static async Task SendAsync(TestDashboard dashboard, OtlpSignal signal, string json)
    {
        using var response = await dashboard.SendAsync(signal, Encoding.UTF8.GetBytes(json), "application/json");
        Assert.Equal("{}", await response.Content.ReadAsStringAsync());
    }
}
