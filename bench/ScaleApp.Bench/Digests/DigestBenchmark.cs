using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using ScaleApp.Bench.Http;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Digests;

/// <summary>Sends one digest with two workers, on our side and on BullMQ's, over the same Redis and the same database. Mail goes nowhere
/// unless there is an SMTP server; warm workers have sent one digest before the one that is measured.</summary>
internal sealed class DigestBenchmark(ShopRun shop, int subscribers, int? smtpPort, bool warm) : IAsyncDisposable
{
    private const int Workers = 2;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    // One connection: to connect for each look would cost the database more than the look.
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(shop.Database);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>Makes the subscribers. One in ten is a member of one of twenty rooms.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        await ExecuteAsync(
            $"""
            UPDATE customers SET subscribes_to_digest = false WHERE subscribes_to_digest;
            INSERT INTO customers (email, name, subscribes_to_digest, created_at)
                SELECT 'digest-' || n || '@example.com', 'Subscriber ' || n, true, now() FROM generate_series(1, {subscribers}) n;
            INSERT INTO room_members (customer_id, room, read_milliseconds, read_number)
                SELECT id, 'product-' || id % 200 / 10 + 1, 1, 1 FROM customers WHERE subscribes_to_digest AND id % 10 = 0;
            VACUUM ANALYZE customers;
            VACUUM ANALYZE room_members;
            """, ct);
    }

    /// <summary>Our side. With <paramref name="kill"/> one worker is killed and replaced when a third of the mails are out.</summary>
    public Task<DigestFigures> OursAsync(bool kill, CancellationToken ct) => MeasureAsync(
        kill ? "ScaleApp, one kill" : "ScaleApp", () => StartOwnAsync(ct), (workers, processor) => RunOursAsync(workers, kill ? processor : null, ct), ct);

    /// <summary>BullMQ, in one of its two forms.</summary>
    public Task<DigestFigures> PeerAsync(string name, string form, CancellationToken ct) => MeasureAsync(
        name, async () => await (await StartNodeAsync("work", form, ct)).ReadyAsync("ready", ct), (_, _) => RunPeerAsync(form, ct), ct);

    private async Task<DigestFigures> MeasureAsync(
        string name, Func<Task<MeasuredProcess>> startAsync, Func<List<MeasuredProcess>, ProcessorUse?, Task<double>> runAsync, CancellationToken ct)
    {
        var workers = new List<MeasuredProcess>();
        try
        {
            for (var worker = 0; worker < Workers; worker++)
            {
                workers.Add(await startAsync());
            }

            if (warm)
            {
                await runAsync(workers, null);
            }

            await using var redis = await RedisUse.StartAsync(shop.Redis);
            var processor = await ProcessorUse.StartAsync(_database, workers, ct);
            return await FiguresAsync(name, await runAsync(workers, processor), redis, processor);
        }
        finally
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }
    }

    private async Task<double> RunOursAsync(List<MeasuredProcess> workers, ProcessorUse? killed, CancellationToken ct)
    {
        await ExecuteAsync("TRUNCATE digest_runs CASCADE", ct);
        var watch = Stopwatch.StartNew();
        await workers[0].Input.WriteLineAsync("go");
        if (killed is not null)
        {
            await KillAsync(workers, killed, ct);
        }

        await UntilAsync("SELECT EXISTS (SELECT FROM digest_runs WHERE completed_at IS NOT NULL)", ct);
        var seconds = watch.Elapsed.TotalSeconds;
        await RequireAllSentAsync(ct);
        return seconds;
    }

    private async Task KillAsync(List<MeasuredProcess> workers, ProcessorUse processor, CancellationToken ct)
    {
        await UntilAsync($"SELECT count(*) >= {subscribers / 3} FROM digest_deliveries WHERE sent_at IS NOT NULL", ct);
        processor.End(workers[1]);
        await workers[1].DisposeAsync();
        workers[1] = await StartOwnAsync(ct);
        processor.Begin(workers[1]);
    }

    private Task<MeasuredProcess> StartOwnAsync(CancellationToken ct) => DigestWorkerCommand.StartAsync(shop.Redis, shop.Database, smtpPort, ct);

    private async Task<double> RunPeerAsync(string form, CancellationToken ct)
    {
        await ExecuteAsync("TRUNCATE digest_runs CASCADE", ct);
        await using var plan = await StartNodeAsync("plan", form, ct);
        var line = await plan.Output.ReadLineAsync(ct) ?? throw new BenchException($"The peer failed. {await plan.EndAsync(ct)}");
        await RequireAllSentAsync(ct);
        return JsonDocument.Parse(line).RootElement.GetProperty("seconds").GetDouble();
    }

    private Task<MeasuredProcess> StartNodeAsync(string role, string form, CancellationToken ct) => Peers.StartAsync(
        "digest.js", shop.Redis, shop.Database, ["--role", role, "--form", form, "--smtp", $"{smtpPort}"], ct);

    private async Task<DigestFigures> FiguresAsync(string name, double seconds, RedisUse redis, ProcessorUse processor)
    {
        var (workers, database) = processor.Read();
        var (commands, peak, cpu) = await redis.EndAsync();
        return new DigestFigures(name, subscribers, seconds, (double)commands / subscribers, peak, Each(workers), Each(database), Each(cpu));

        double Each(TimeSpan time) => time.TotalMicroseconds / subscribers;
    }

    /// <summary>A side that did not send to every subscriber is an error, not a figure.</summary>
    private async Task RequireAllSentAsync(CancellationToken ct)
    {
        if (!await IsAsync($"SELECT count(*) = {subscribers} FROM digest_deliveries WHERE sent_at IS NOT NULL", ct))
        {
            throw new BenchException("Not every subscriber is settled in digest_deliveries.");
        }
    }

    private async Task UntilAsync(string condition, CancellationToken ct)
    {
        if (!await Polling.UntilAsync(() => IsAsync(condition, ct), Limit, ct))
        {
            throw new BenchException($"The digest is not sent after {Limit.TotalMinutes:0} minutes.");
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
