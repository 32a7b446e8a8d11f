using ScaleApp.Tests.ServiceDefaults;
using ScaleApp.Tests.Worker.Email;
using StackExchange.Redis;

namespace ScaleApp.Tests.Worker.Digests;

/// <summary>A real worker, whose logs, traces and job records are searched.</summary>
public sealed class DigestPrivacyTests() : TestWithServers("redis-server", "postgres")
{
    private DigestFixture _digest = null!;
    private SmtpSink _mails = null!;
    private RedisServer _redis = null!;

    private protected override async Task StartAsync()
    {
        _digest = await OwnAsync(DigestFixture.CreateAsync());
        _mails = await OwnAsync(Task.FromResult(new SmtpSink()));
        _redis = await OwnAsync(RedisServer.StartAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Refused_mail_stops_no_other_and_logs_no_address()
    {
        // Customers 1 and 2 subscribe. The server refuses both, and quotes the address as it does.
        await _digest.Database.ExecuteAsync("UPDATE customers SET email = 'unknown.secret@example.com' WHERE id = 1");
        await _digest.Database.ExecuteAsync("UPDATE customers SET email = 'busy.secret@example.com' WHERE id = 2");
        await using var collector = await OtlpCollector.StartAsync();

        await using (var worker = Start(collector))
        {
            // The schedule begins when the worker starts, so the first occurrence is the next one.
            await Eventually.IsTrueAsync(() => DigestsAsync("count(*) FILTER (WHERE sent_at IS NOT NULL)", DigestFixture.Subscribers - 2),
                "all others get the digest", TimeSpan.FromSeconds(60));
            await Eventually.IsTrueAsync(() => DigestsAsync("count(*) FILTER (WHERE refusal LIKE '550%' AND customer_id = 1)", 1), "one is refused for good");
            await Eventually.IsTrueAsync(() => DigestsAsync("count(*) FILTER (WHERE is_deferred AND customer_id = 2)", 1), "one is tried again later");
            await collector.ReceivedAsync(OtlpCollector.Traces, "send mail");
            await collector.ReceivedAsync(OtlpCollector.Logs, "was not sent to customer");
            worker.Signal(Signals.Terminate);
            await worker.WaitForExitAsync();
        }

        Assert.DoesNotContain("secret@", collector.TextOf(OtlpCollector.Logs), StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", collector.TextOf(OtlpCollector.Traces), StringComparison.Ordinal);
        Assert.DoesNotContain("@example.com", await RecordsAsync(), StringComparison.Ordinal);
    }

    private TestProgram Start(OtlpCollector collector) => TestProgram.Start(WorkerPrograms.Worker,
        "--urls=http://127.0.0.1:0", $"--ConnectionStrings:redis={_redis.ConnectionString}", $"--ConnectionStrings:shopdb={_digest.Database.ConnectionString}",
        "--Email:Smtp:Host=127.0.0.1", $"--Email:Smtp:Port={_mails.Port}", "--Email:Smtp:Security=None", "--DailyDigest:Cron=*/5 * * * * *",
        $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY=200",
        "--OTEL_BLRP_SCHEDULE_DELAY=200");

    /// <summary>Whether some digest has that many.</summary>
    private Task<bool> DigestsAsync(string aggregate, int expected) => _digest.Database.ScalarAsync<bool>(
        $"SELECT EXISTS (SELECT FROM digest_deliveries GROUP BY occurrence HAVING {aggregate} = {expected})");

    /// <summary>Everything in Redis, including the job records.</summary>
    private async Task<string> RecordsAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        var text = new StringBuilder();
        foreach (var key in connection.GetServers().Single().Keys())
        {
            var dump = await connection.GetDatabase().KeyTypeAsync(key) switch
            {
                RedisType.Hash => string.Join('\n', await connection.GetDatabase().HashGetAllAsync(key)),
                RedisType.List => string.Join('\n', await connection.GetDatabase().ListRangeAsync(key)),
                RedisType.String => (await connection.GetDatabase().StringGetAsync(key)).ToString(),
                _ => "",
            };
            text.Append(key.ToString()).Append('\n').Append(dump).Append('\n');
        }

        Assert.Contains("IDigestChunkJob", text.ToString(), StringComparison.Ordinal);
        return text.ToString();
    }
}
