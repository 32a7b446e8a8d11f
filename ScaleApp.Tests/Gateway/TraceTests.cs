using ScaleApp.Gateway;
using ScaleApp.ServiceDefaults.Replicas;
using ScaleApp.Tests.ServiceDefaults;
using StackExchange.Redis;

namespace ScaleApp.Tests.Gateway;

public class TraceTests
{
    private const string Program = "gateway";

    /// <summary>Runs in a separate process, because tracing is configured once for each process.</summary>
    [TestProgram(Program, HandlesSignals = true)]
    internal static Task<int> RunAsync(string[] args, CancellationToken stopping) => TestPrograms.ServeAsync(GatewayApplication.Create(args), stopping);

    [RequiresFact("redis-server")]
    public async Task Requests_are_traced_through_the_gateway_and_polls_are_not()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c", parent = "b7ad6b7169203331";
        await using var redis = await RedisServer.StartAsync();
        await using var collector = await OtlpCollector.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await using var replica = await new RawReplica().RegisterAsync(new ReplicaRegistry(connection), "api");
        await using var gateway = TestProgram.Start(Program,
            "--urls=http://127.0.0.1:0", $"--ConnectionStrings:redis={redis.ConnectionString}", "--Gateway:HealthInterval=00:00:00.100",
            "--Gateway:PollInterval=00:00:00.100", $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "--OTEL_BSP_SCHEDULE_DELAY=100");
        // Other tests of this process trace HTTP calls, and may decide not to record one.
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = await gateway.AddressAsync() };
        await Eventually.IsTrueAsync(() => replica.HealthChecks > 10, "the replica is asked for its health");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/traced/77") { Headers = { { "traceparent", $"00-{trace}-{parent}-01" } } };
        await Eventually.IsTrueAsync(async () => (await client.GetAsync("/")).IsSuccessStatusCode, "the gateway forwards");
        await client.SendAsync(request);

        await collector.ReceivedAsync(OtlpCollector.Traces, "/traced/77");
        var received = Assert.Single(replica.Requests, seen => seen.Target == "/traced/77").Header("traceparent").Single();
        Assert.StartsWith($"00-{trace}-", received);
        Assert.DoesNotContain(parent, received);
        Assert.DoesNotContain("/health", collector.TextOf(OtlpCollector.Traces), StringComparison.Ordinal);
        Assert.DoesNotContain("EVALSHA", collector.TextOf(OtlpCollector.Traces), StringComparison.Ordinal);
    }
}
