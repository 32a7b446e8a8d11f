using System.Net;
using System.Text;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Logs;
using ScaleApp.Dashboard.Telemetry.Traces;
using ScaleApp.Tests.Dashboard.Telemetry;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Dashboard.Persistence;

public sealed class TelemetryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-telemetry-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_exported_trace_is_the_same_after_its_import_elsewhere()
    {
        await using var one = await TestDashboard.StartAsync();
        await using var other = await TestDashboard.StartAsync();
        await one.SendAsync(OtlpSignal.Traces, Sample.Traces("worker", "worker-1", new SampleSpan(2, "job") { Parent = 1, Attributes = [("queue", "mail")] }));
        await one.SendAsync(OtlpSignal.Traces, Sample.Traces("api", "api-1", new SampleSpan(1, "POST /orders") { Status = SpanStatus.Error }));
        var path = $"/traces/{((UInt128)1).Hex()}";

        var export = await one.Pages.GetByteArrayAsync($"{path}/export");
        using var imported = await ImportAsync(other, export);

        Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
        Assert.Equal(await other.Pages.GetByteArrayAsync($"{path}/export"), export);
        Assert.Equal(["POST /orders", "job"], SpanTree.Of(other.Traces.Find(1)!.Value).Select(node => node.Name));
    }

    [Fact]
    public async Task Exported_logs_are_those_of_the_filter()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        await dashboard.SendAsync(OtlpSignal.Logs, Sample.Logs("api", "api-1", Sample.Log("quiet", severity: 5), Sample.Log("loud", severity: 17)));

        var export = await dashboard.Pages.GetStringAsync("/logs/export?level=Error");

        Assert.Contains("\"loud\"", export);
        Assert.DoesNotContain("\"quiet\"", export);
    }

    [Fact]
    public async Task A_recorded_run_is_opened_again_with_everything_in_it()
    {
        var file = Path.Combine(_folder, "run");
        await using (var recording = await TestDashboard.StartAsync($"--Dashboard:Telemetry:RecordTo={file}"))
        {
            await recording.SendAsync(OtlpSignal.Traces, Sample.Traces("api", "api-1", new SampleSpan(1, "GET /")));
            await recording.SendAsync(OtlpSignal.Logs, Sample.Logs("api", "api-1", Sample.Log("hello")));
            await recording.SendAsync(OtlpSignal.Metrics, Sample.Metrics("api", "api-1", Sample.Gauge("queue", 3, TimeSpan.FromSeconds(1))));
        }

        await using var opened = await TestDashboard.StartAsync($"--Dashboard:Telemetry:Open={file}");

        await Eventually.IsTrueAsync(() => opened.Service<ScaleApp.Dashboard.Telemetry.Metrics.MetricStore>().Usage().Count == 1, "the last of the run is opened");
        Assert.Equal((1, 1), (opened.Traces.Usage().Count, opened.Logs.Usage().Count));
        Assert.Contains("queue", await opened.Pages.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task A_run_that_was_cut_off_is_opened_up_to_there()
    {
        var file = Path.Combine(_folder, "run");
        await using (var recording = await TestDashboard.StartAsync($"--Dashboard:Telemetry:RecordTo={file}"))
        {
            await recording.SendAsync(OtlpSignal.Logs, Sample.Logs("api", "api-1", Sample.Log("first")));
            await recording.SendAsync(OtlpSignal.Logs, Sample.Logs("api", "api-1", Sample.Log("second")));
        }

        var run = await File.ReadAllBytesAsync(file);
        await using var dashboard = await TestDashboard.StartAsync();
        using var imported = await ImportAsync(dashboard, run[..^3]);

        var view = dashboard.Logs.View();
        Assert.Equal("first", LogReader.Body(view[Assert.Single(view.Backwards())].Message.Bytes));
    }

    [Fact]
    public async Task A_run_is_never_recorded_over_the_one_that_is_opened()
    {
        var run = Path.Combine(_folder, "run.otlp");
        await File.WriteAllTextAsync(run, "an earlier run");

        var error = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => TestDashboard.StartAsync($"--Dashboard:Telemetry:Open={run}", $"--Dashboard:Telemetry:RecordTo={run}"));

        Assert.Contains("another file", error.Message);
        Assert.Equal("an earlier run", await File.ReadAllTextAsync(run));
    }

    [Fact]
    public async Task Recording_ends_at_its_limit()
    {
        var file = Path.Combine(_folder, "run");
        await using (var recording = await TestDashboard.StartAsync($"--Dashboard:Telemetry:RecordTo={file}", "--Dashboard:Telemetry:MaxRecordMegabytes=1"))
        {
            for (var number = 0; number < 5; number++)
            {
                await recording.SendAsync(OtlpSignal.Logs, Sample.Logs("api", "api-1", Sample.Log(new string('x', 400_000))));
            }
        }

        Assert.InRange(new FileInfo(file).Length, 800_000, 1_048_576);
    }

    [Theory]
    [InlineData("neither json nor a run")]
    [InlineData("{\"hello\":1}")]
    [InlineData("{\"resourceLogs\":[{\"scopeLogs\":7}]}")]
    [InlineData("ScaleApp telemetry 1\nwhat is this")]
    public async Task What_is_no_telemetry_is_not_opened_and_the_page_says_so(string content)
    {
        await using var dashboard = await TestDashboard.StartAsync();

        using var response = await ImportAsync(dashboard, Encoding.UTF8.GetBytes(content));

        Assert.Contains("This page could not be shown", await response.Content.ReadAsStringAsync());
        Assert.Equal(0, dashboard.Logs.Usage().Count);
    }

    [Fact]
    public async Task Several_requests_one_a_line_are_opened()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        const string Line = """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"line"}}]}]}]}""";

        using var response = await ImportAsync(dashboard, Encoding.UTF8.GetBytes($"{Line}\n{Line}\n"));

        Assert.Equal(2, dashboard.Logs.Usage().Count);
    }

    [Fact]
    public async Task A_foreign_page_cannot_make_a_browser_import()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        dashboard.Pages.DefaultRequestHeaders.Remove("Origin");
        dashboard.Pages.DefaultRequestHeaders.Add("Origin", "http://elsewhere.example");

        using var response = await ImportAsync(dashboard, "{\"resourceLogs\":[]}"u8.ToArray());

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> ImportAsync(TestDashboard dashboard, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", "file" } };
        return await dashboard.Pages.PostAsync("/telemetry/import", form);
    }
}
