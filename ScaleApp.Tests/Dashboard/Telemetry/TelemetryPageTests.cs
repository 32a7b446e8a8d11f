using System.Net;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Tests.Dashboard.Telemetry;

public class TelemetryPageTests
{
    [Theory]
    [InlineData("/traces", "No traces yet")]
    [InlineData("/logs", "No log records yet")]
    [InlineData("/metrics", "No metrics yet")]
    [InlineData("/traces/5b8efff798038103d269b633813fc60c", "This trace is not held")]
    [InlineData("/traces/not-an-id", "This trace is not held")]
    public async Task An_empty_page_says_what_to_do(string path, string expected)
    {
        await using var dashboard = await TestDashboard.StartAsync();

        Assert.Contains(expected, await dashboard.Pages.GetStringAsync(path));
    }

    [Fact]
    public async Task The_waterfall_shows_the_replica_of_every_span_below_the_one_that_caused_it()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        await SendAsync(dashboard, Sample.Traces("api", "api-1",
            new SampleSpan(1, "POST /orders") { Kind = SpanKind.Server, Duration = TimeSpan.FromMilliseconds(40) },
            new SampleSpan(2, "jobs publish") { Parent = 1, Kind = SpanKind.Producer, Start = TimeSpan.FromMilliseconds(5) },
            new SampleSpan(4, "postgresql") { Parent = 1, Kind = SpanKind.Client, Attributes = [("db.query.text", "SELECT 1")] }));
        await SendAsync(dashboard, Sample.Traces("worker", "worker-2", new SampleSpan(3, "SendMail")
        {
            Parent = 2,
            Kind = SpanKind.Consumer,
            Attributes = [("job.type", "Shop.Mail.Confirmation, Shop"), ("job.method", "SendAsync")],
        }));

        var list = await dashboard.Pages.GetStringAsync("/traces?service=worker");
        var page = await dashboard.Pages.GetStringAsync($"/traces/{((UInt128)1).Hex()}?span={3UL.Hex()}");

        Assert.Contains($"/traces/{((UInt128)1).Hex()}", list);
        Assert.Contains("POST /orders", list);
        PageText.AssertInOrder(page, "POST /orders", "postgresql", "SELECT 1", "jobs publish", "SendMail", "Confirmation.SendAsync", "Consumer");
        Assert.Contains("api-1", page);
        Assert.Contains("worker-2", page);
    }

    [Fact]
    public async Task Names_and_values_without_end_make_no_page_without_end()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        var endless = new string('x', 200_000);
        await SendAsync(dashboard, Sample.Traces(endless, endless,
            [.. Enumerable.Range(1, 10).Select(id => new SampleSpan((ulong)id, endless) { Attributes = [(endless, endless)] })]));
        await dashboard.SendAsync(OtlpSignal.Logs, Sample.Logs(endless, endless, Sample.Log(endless, attributes: (endless, endless))));

        foreach (var path in new[] { "/traces", $"/traces/{((UInt128)1).Hex()}?span={1UL.Hex()}", "/logs?log=0" })
        {
            Assert.InRange((await dashboard.Pages.GetStringAsync(path)).Length, 1_000, 100_000);
        }
    }

    [Fact]
    public async Task Instruments_without_end_make_no_page_without_end()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        await dashboard.SendAsync(OtlpSignal.Metrics, Sample.Metrics("api", "api-1",
            [.. Enumerable.Range(1, 1_500).Select(number => Sample.Gauge($"gauge-{number:0000}.", 1, TimeSpan.FromSeconds(1)))]));

        var page = await dashboard.Pages.GetStringAsync("/metrics");

        Assert.Contains("gauge-1000.", page);
        Assert.DoesNotContain("gauge-1001.", page);
        Assert.Contains("And 500 more", page);
        Assert.Contains("<h2>gauge-1500.</h2>", await dashboard.Pages.GetStringAsync("/metrics?service=api&meter=meter&name=gauge-1500."));
    }

    [Fact]
    public async Task A_trace_of_thousands_of_spans_comes_in_parts()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        await SendAsync(dashboard, Sample.Traces("api", "api-1", [.. Enumerable.Range(1, 6_000).Select(id =>
            new SampleSpan((ulong)id, $"step-{id}.") { Parent = id == 1 ? 0UL : 1, Start = TimeSpan.FromMilliseconds(id) })]));
        var path = $"/traces/{((UInt128)1).Hex()}";

        var first = await dashboard.Pages.GetStringAsync(path);
        var second = await dashboard.Pages.GetStringAsync($"{path}?skip=5000");

        Assert.Contains("step-5000.", first);
        Assert.DoesNotContain("step-5001.", first);
        Assert.Contains($"{path}?skip=5000", first);
        Assert.Contains("step-6000.", second);
    }

    [Fact]
    public async Task A_log_line_opens_its_attributes_its_exception_and_its_trace()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        await dashboard.SendAsync(OtlpSignal.Logs, Sample.Logs("api", "api-1",
            Sample.Log("Order 7 failed", severity: 17, trace: 42, span: 6, attributes:
            [
                ("OrderId", "7"), ("exception.type", "TimeoutException"), ("exception.stacktrace", "at Pay()"),
            ])));

        var page = await dashboard.Pages.GetStringAsync("/logs?level=Error&log=0");

        PageText.AssertInOrder(page, "Order 7 failed", "TimeoutException", "at Pay()", "OrderId");
        Assert.Contains($"/traces/{((UInt128)42).Hex()}?span={6UL.Hex()}", page);
    }

    [Fact]
    public async Task A_metric_is_drawn_with_dots_that_open_traces()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        for (var second = 1; second <= 3; second++)
        {
            await dashboard.SendAsync(OtlpSignal.Metrics, Sample.Metrics("api", "api-1",
                Sample.Histogram("http.server.request.duration", [0.1, 1], [(ulong)second, 0, 0], TimeSpan.FromSeconds(second), exemplar: 42)));
        }

        var page = await dashboard.Pages.GetStringAsync("/metrics");

        Assert.Contains("http.server.request.duration", page);
        Assert.Contains("<path class=\"line", page);
        Assert.Contains("p99", page);
        Assert.Contains($"/traces/{((UInt128)42).Hex()}", page);
    }

    [Fact]
    public async Task The_page_says_what_made_room()
    {
        await using var dashboard = await TestDashboard.StartAsync("--Dashboard:Telemetry:MaxSpans=16");
        for (ulong span = 1; span <= 40; span++)
        {
            await SendAsync(dashboard, Sample.Traces("api", "api-1", new SampleSpan(span, "tick")));
        }

        var page = await dashboard.Pages.GetStringAsync("/traces");

        Assert.Contains("older ones made room", page);
        Assert.Contains("Dashboard:Telemetry:MaxSpans", page);
    }

    [Fact]
    public async Task A_filter_stays_in_the_address_of_the_next_page()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        for (var trace = 1; trace <= 150; trace++)
        {
            await SendAsync(dashboard, Sample.Traces("api", "api-1", new SampleSpan(1, $"GET /{trace}") { Trace = (UInt128)trace }));
        }

        var first = await dashboard.Pages.GetStringAsync("/traces?route=GET&status=ok");

        Assert.Contains("/traces?route=GET&amp;status=ok&amp;before=50", first);
        Assert.Contains("GET /50", await dashboard.Pages.GetStringAsync("/traces?route=GET&status=ok&before=50"));
    }

    [Fact]
    public async Task Without_signing_in_nothing_is_shown()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = dashboard.Pages.BaseAddress };

        foreach (var path in new[] { "/traces", "/logs", "/metrics", "/logs/export", $"/traces/{1UL.Hex()}/export", $"/traces/{1UL.Hex()}/state" })
        {
            using var response = await stranger.GetAsync(path);
            Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static async Task SendAsync(TestDashboard dashboard, byte[] traces)
    {
        using var response = await dashboard.SendAsync(OtlpSignal.Traces, traces);
        response.EnsureSuccessStatusCode();
    }
}
