namespace ScaleApp.Tests.ServiceDefaults;

// Hosts of other tests in this process listen to the same sources, and decide on what is recorded.
[Collection(AloneTests.Name)]
public class TelemetryTests
{
    private static readonly string[] Soon =
        ["OTEL_BSP_SCHEDULE_DELAY=100", "OTEL_BLRP_SCHEDULE_DELAY=100", "OTEL_METRIC_EXPORT_INTERVAL=200"];

    [Fact]
    public async Task Traces_metrics_and_logs_carry_the_identity_of_the_replica()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var service = await TelemetryService.StartAsync([
            $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key=opensesame", "OTEL_SERVICE_NAME=greeter",
            "OTEL_RESOURCE_ATTRIBUTES=service.instance.id=greeter-7", .. Soon,
        ]);
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/greet/ann");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        await service.Client.SendAsync(request);

        var span = await collector.ReceivedAsync(OtlpCollector.Traces, "GET /greet/{name}");
        Assert.Equal("opensesame", span.Key);
        Assert.All(
            ["greeter", "greeter-7", "http.request.method", "http.route", "/greet/{name}", "url.path", "/greet/ann", "http.response.status_code"],
            text => Assert.Contains(text, span.Text));
        Assert.True(span.Bytes.AsSpan().IndexOf(Convert.FromHexString(trace.ToString())) > 0, "the caller's trace goes on");
        var log = await collector.ReceivedAsync(OtlpCollector.Logs, "Greeting ann");
        Assert.True(log.Bytes.AsSpan().IndexOf(Convert.FromHexString(trace.ToString())) > 0, "the log record has the trace id");
        var metrics = await collector.ReceivedAsync(OtlpCollector.Metrics, "http.server.request.duration");
        Assert.Contains("greeter-7", metrics.Text);
        await collector.ReceivedAsync(OtlpCollector.Metrics, "dotnet.gc.collections");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Calls_and_servers_are_reported_without_keys_and_values()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var collector = await OtlpCollector.StartAsync();
        await using var service = await StartWithServersAsync(collector, redis, Soon);

        await service.Client.PostAsync("/remember/hunter2?token=swordfish", null);
        await service.Client.GetStringAsync("/measure/hunter2?token=swordfish");
        foreach (var text in (string[])["POST /remember/{secret}", "SET", "GET /measure/{secret}", "SELECT length($1)"])
        {
            await collector.ReceivedAsync(OtlpCollector.Traces, text);
        }

        var traces = collector.TextOf(OtlpCollector.Traces);
        Assert.All(["key-7", "parameter-7", "swordfish", redis.Password], text => Assert.DoesNotContain(text, traces));
        foreach (var text in (string[])["redis.clients.connected", "redis.memory.used", "db.client.connection.count"])
        {
            await collector.ReceivedAsync(OtlpCollector.Metrics, text);
        }

        Assert.DoesNotContain("Username", collector.TextOf(OtlpCollector.Metrics));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Health_checks_and_polls_are_not_traced()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var collector = await OtlpCollector.StartAsync();
        await using var service = await StartWithServersAsync(collector, redis, Soon);

        await service.Client.GetStringAsync("/health");
        await service.Client.GetStringAsync("/alive");
        await service.Client.GetStringAsync("/greet/ann");
        await collector.ReceivedAsync(OtlpCollector.Traces, "GET /greet/{name}");
        await service.StopAsync();

        var traces = collector.TextOf(OtlpCollector.Traces);
        Assert.All(["/health", "/alive", "PING", "INFO", "redis", "postgresql"], text => Assert.DoesNotContain(text, traces));
    }

    [Fact]
    public async Task Failed_request_is_exported_with_its_exception_on_stop()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var service = await TelemetryService.StartAsync(
            $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_BSP_SCHEDULE_DELAY=600000", "OTEL_BLRP_SCHEDULE_DELAY=100");

        using var failed = await service.Client.GetAsync("/greet/nobody");
        await collector.ReceivedAsync(OtlpCollector.Logs, "Greeting nobody");
        await service.StopAsync();

        var traces = collector.TextOf(OtlpCollector.Traces);
        Assert.All(["GET /greet/{name}", "error.type", "exception.message", "nobody is here"], text => Assert.Contains(text, traces));
    }

    [Theory]
    [InlineData("grpc", true)]
    [InlineData("http/protobuf", true)]
    [InlineData("http/protobuf", false)]
    public async Task Stop_does_not_wait_for_an_unavailable_collector(string protocol, bool isListening)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        if (!isListening)
        {
            silent.Stop();
        }

        await using var service = await TelemetryService.StartAsync(
            $"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:{port}", $"OTEL_EXPORTER_OTLP_PROTOCOL={protocol}");
        await service.Client.GetStringAsync("/greet/ann");

        Assert.InRange(await service.StopAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Log_line_is_JSON_with_its_trace_outside_development()
    {
        await using var service = await TelemetryService.StartAsync("environment=Production");

        await service.Client.GetStringAsync("/greet/bob");

        using var json = JsonDocument.Parse(await service.WaitForLineAsync(line => line.Contains("Greeting bob", StringComparison.Ordinal)));
        Assert.Equal("Greeting bob", json.RootElement.GetProperty("Message").GetString());
        Assert.Contains("TraceId", json.RootElement.GetProperty("Scopes").ToString());
    }

    private static async Task<TelemetryService> StartWithServersAsync(OtlpCollector collector, RedisServer redis, params string[] settings) =>
        await TelemetryService.StartAsync([
            $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            $"ConnectionStrings:redis={redis.ConnectionString}", $"ConnectionStrings:db={(await PostgresServer.Shared).ConnectionString()}",
            .. settings,
        ]);
}
