using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using ScaleApp.ServiceDefaults;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults;

public partial class TelemetryTests
{
    /// <summary>A process of its own: what ASP.NET Core puts on its spans is decided once a process.</summary>
    [TestProgram("telemetry-service")]
    internal static async Task<int> Serve(string[] args, CancellationToken stopping)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        if (builder.Configuration["ConnectionStrings:redis"] is not null)
        {
            builder.AddRedis();
        }

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/greet/{name}", (string name, ILogger<TelemetryTests> logger) =>
        {
            LogGreeting(logger, name);
            return name == "nobody" ? throw new InvalidOperationException("nobody is here") : $"hello {name}";
        });
        await app.StartAsync(CancellationToken.None);
        Console.WriteLine($"listening {app.Urls.First()}");
        await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync(CancellationToken.None);

        return 0;
    }

    [RequiresFact("redis-server")]
    public async Task Spans_metrics_and_logs_are_exported_with_the_conventions_tags_and_the_given_identity()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var collector = await OtlpCollector.StartAsync();
        await using var program = TestProgram.Start("telemetry-service", [
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:redis={redis.ConnectionString}",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "--OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key=opensesame",
            "--OTEL_SERVICE_NAME=greeter",
            "--OTEL_RESOURCE_ATTRIBUTES=service.instance.id=greeter-7",
            "--OTEL_BSP_SCHEDULE_DELAY=100", "--OTEL_BLRP_SCHEDULE_DELAY=100", "--OTEL_METRIC_EXPORT_INTERVAL=200",
        ]);
        using var client = new HttpClient { BaseAddress = await AddressOfAsync(program) };
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/greet/ann");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        await client.GetStringAsync("/health");
        await client.SendAsync(request);

        var span = await collector.ReceivedAsync("/v1/traces", "GET /greet/{name}");
        Assert.Equal("opensesame", span.Key);
        Assert.All(
            ["greeter", "greeter-7", "http.request.method", "http.route", "/greet/{name}", "url.path", "/greet/ann", "url.scheme",
                "server.address", "http.response.status_code"],
            text => Assert.Contains(text, span.Text));
        Assert.True(span.Bytes.AsSpan().IndexOf(Convert.FromHexString(trace.ToString())) > 0, "the caller's trace goes on");
        var log = await collector.ReceivedAsync("/v1/logs", "Greeting ann");
        Assert.True(log.Bytes.AsSpan().IndexOf(Convert.FromHexString(trace.ToString())) > 0, "the log record has the trace id");
        var metrics = await collector.ReceivedAsync("/v1/metrics", "http.server.request.duration");
        Assert.Contains("greeter-7", metrics.Text);
        await collector.ReceivedAsync("/v1/metrics", "db.client.operation.duration");
        await collector.ReceivedAsync("/v1/metrics", "dotnet.gc.collections");
        Assert.DoesNotContain(collector.Requests, received => received.Path == "/v1/traces" && received.Text.Contains("/health"));
        Assert.DoesNotContain(collector.Requests, received => received.Path == "/v1/traces" && received.Text.Contains("PING"));
    }

    [Fact]
    public async Task What_was_not_exported_yet_is_sent_when_the_service_stops()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var program = TestProgram.Start("telemetry-service", [
            "--urls=http://127.0.0.1:0", $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY=600000",
        ]);
        using var client = new HttpClient { BaseAddress = await AddressOfAsync(program) };

        using var failed = await client.GetAsync("/greet/nobody");
        using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);

        Assert.Equal(0, await program.WaitForExitAsync());
        var span = await collector.ReceivedAsync("/v1/traces", "GET /greet/{name}");
        Assert.Contains("error.type", span.Text);
    }

    [Fact]
    public async Task Outside_development_a_log_line_is_json_with_its_trace()
    {
        await using var program = TestProgram.Start("telemetry-service", "--urls=http://127.0.0.1:0", "--environment=Production");
        using var client = new HttpClient { BaseAddress = await AddressOfAsync(program) };

        await client.GetStringAsync("/greet/bob");

        var line = await program.WaitForLineAsync(line => line.Contains("Greeting bob"));
        using var json = System.Text.Json.JsonDocument.Parse(line);
        Assert.Equal("Greeting bob", json.RootElement.GetProperty("Message").GetString());
        Assert.Contains("TraceId", json.RootElement.GetProperty("Scopes").ToString());
    }

    private static async Task<Uri> AddressOfAsync(TestProgram program) =>
        new((await program.WaitForLineAsync(line => line.StartsWith("listening ")))["listening ".Length..]);

    [LoggerMessage(1, LogLevel.Information, "Greeting {Name}")]
    private static partial void LogGreeting(ILogger logger, string name);
}
