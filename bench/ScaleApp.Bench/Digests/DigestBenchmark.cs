using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using ScaleApp.Bench.Http;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Digests;

/// <summary>Sends one digest with two workers, on our side and on BullMQ's, over the same Redis and the same database.</summary>
/// <param name="shop">The servers.</param>
/// <param name="subscribers">How many mails.</param>
/// <param name="smtpPort">The server that takes the mail of both sides; null for mail that goes nowhere.</param>
internal sealed class DigestBenchmark(ShopRun shop, int subscribers, int? smtpPort) : IAsyncDisposable
{
    private const int Workers = 2;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    // One connection: to connect for each look would cost the database more than the look.
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(shop.Database);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>Makes the subscribers, and the peer's table in the shape of ours.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        await ExecuteAsync(
            $"""
            UPDATE customers SET subscribes_to_digest = false WHERE subscribes_to_digest;
            INSERT INTO customers (email, name, subscribes_to_digest, created_at)
                SELECT 'digest-' || n || '@example.com', 'Subscriber ' || n, true, now() FROM generate_series(1, {subscribers}) n;
            CREATE TABLE peer_deliveries (customer_id int PRIMARY KEY, claimed_until timestamptz NOT NULL, sent_at timestamptz) WITH (fillfactor = 60);
            VACUUM ANALYZE customers;
            """, ct);
    }

    /// <summary>Our side. With <paramref name="kill"/> one worker is killed and replaced when a third of the mails are out.</summary>
    public async Task<DigestFigures> OursAsync(bool kill, CancellationToken ct)
    {
        await ExecuteAsync("TRUNCATE digest_runs CASCADE", ct);
        var workers = new List<MeasuredProcess>();
        try
        {
            for (var worker = 0; worker < Workers; worker++)
            {
                workers.Add(await DigestWorkerCommand.StartAsync(shop.Redis, shop.Database, smtpPort, ct));
            }

            await using var redis = await RedisUse.StartAsync(shop.Redis);
            var watch = Stopwatch.StartNew();
            await workers[0].Input.WriteLineAsync("go".AsMemory(), ct);
            await workers[0].Input.FlushAsync(ct);
            if (kill)
            {
                await UntilAsync($"SELECT count(*) >= {subscribers / 3} FROM digest_deliveries WHERE sent_at IS NOT NULL", ct);
                await workers[1].DisposeAsync();
                workers[1] = await DigestWorkerCommand.StartAsync(shop.Redis, shop.Database, smtpPort, ct);
            }

            await UntilAsync("SELECT EXISTS (SELECT FROM digest_runs WHERE completed_at IS NOT NULL)", ct);
            var seconds = watch.Elapsed.TotalSeconds;
            await RequireAsync("digest_deliveries", ct);
            return await FiguresAsync(kill ? "ScaleApp, one kill" : "ScaleApp", seconds, redis);
        }
        finally
        {
            await StopAsync(workers);
        }
    }

    /// <summary>BullMQ, in one of its two forms.</summary>
    public async Task<DigestFigures> PeerAsync(string name, string form, CancellationToken ct)
    {
        await ExecuteAsync("TRUNCATE peer_deliveries", ct);
        var folder = await Peers.PrepareAsync(ct);
        var workers = new List<MeasuredProcess>();
        try
        {
            for (var worker = 0; worker < Workers; worker++)
            {
                var process = StartNode(folder, "work", form);
                workers.Add(process);
                if (await process.Output.ReadLineAsync(ct) != "ready")
                {
                    throw new BenchException($"The peer did not start. {await process.EndAsync(ct)}");
                }
            }

            await using var redis = await RedisUse.StartAsync(shop.Redis);
            await using var plan = StartNode(folder, "plan", form);
            var line = await plan.Output.ReadLineAsync(ct) ?? throw new BenchException($"The peer failed. {await plan.EndAsync(ct)}");
            var seconds = JsonDocument.Parse(line).RootElement.GetProperty("seconds").GetDouble();
            await RequireAsync("peer_deliveries", ct);
            return await FiguresAsync(name, seconds, redis);
        }
        finally
        {
            await StopAsync(workers);
        }
    }

    private MeasuredProcess StartNode(string folder, string role, string form) => MeasuredProcess.Start(
        Programs.Find("node"), [Path.Combine(folder, "digest.js"), "--role", role, "--form", form, "--smtp", $"{smtpPort}"], drain: false, new Dictionary<string, string>
        {
            ["REDIS_URL"] = NodePeer.RedisAddress(shop.Redis),
            ["DATABASE_URL"] = NodePeer.DatabaseAddress(shop.Database),
            ["NODE_ENV"] = "production",
        });

    private async Task<DigestFigures> FiguresAsync(string name, double seconds, RedisUse redis)
    {
        var (commands, peak) = await redis.EndAsync();
        return new DigestFigures(name, subscribers, seconds, (double)commands / subscribers, peak);
    }

    private static async Task StopAsync(List<MeasuredProcess> workers)
    {
        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }
    }

    /// <summary>A side that did not send to every subscriber is an error, not a figure.</summary>
    private async Task RequireAsync(string table, CancellationToken ct)
    {
        if (!await IsAsync($"SELECT count(*) = {subscribers} FROM {table} WHERE sent_at IS NOT NULL", ct))
        {
            throw new BenchException($"Not every subscriber is settled in {table}.");
        }
    }

    private async Task UntilAsync(string condition, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        while (!await IsAsync(condition, limit.Token))
        {
            await Task.Delay(PollInterval, limit.Token);
        }
    }

    private async Task<bool> IsAsync(string condition, CancellationToken ct)
    {
        await using var command = _database.CreateCommand(condition);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = _database.CreateCommand(statement);
            command.CommandTimeout = (int)Limit.TotalSeconds;
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
