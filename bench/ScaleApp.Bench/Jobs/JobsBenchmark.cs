using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Jobs;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">Rounds; the sides take turns within each.</param>
/// <param name="Jobs">Jobs a round and scenario.</param>
/// <param name="Backlog">Jobs that wait in the last measurement; 0 leaves it out.</param>
internal sealed record Extent(int Rounds, int Jobs, int Backlog);

/// <summary>The job engine beside BullMQ on the same Redis, the sides in turn.</summary>
internal sealed class JobsBenchmark(BenchRedis redis, Side ours, Side peer, Extent extent, Action<string> progress)
{
    private const string Enqueue = "enqueue, 100 in flight, jobs/s", Bulk = "bulk enqueue, 100 a call, 4 in flight, jobs/s",
        Ten = "process, concurrency 10, jobs/s", Hundred = "process, concurrency 100, history kept, jobs/s",
        Two = "process, two processes of 100, no history, jobs/s", P50 = "idle worker, enqueue to start, p50 ms",
        P99 = "idle worker, enqueue to start, p99 ms", Scripts = "scripts a processed job, concurrency 100", Memory = "memory a waiting job, bytes",
        BacklogEnqueue = "time of an enqueue with the backlog, over that without", BacklogWork = "time of a job with the backlog, over that without";

    // Appended to a row's name: what it cost.
    private const string RedisCpu = ", CPU of Redis", ProcessCpu = ", CPU of the processes";

    private readonly Samples _samples = new();

    public async Task<IReadOnlyList<Row>> RunAsync(CancellationToken ct)
    {
        for (var round = 1; round <= extent.Rounds; round++)
        {
            // Who goes first changes from round to round.
            foreach (var side in round % 2 == 1 ? new[] { ours, peer } : [peer, ours])
            {
                progress($"round {round} of {extent.Rounds}: {side.Name}");
                await MeasureAsync(side, ct);
            }
        }

        if (extent.Backlog > 0)
        {
            progress($"{extent.Backlog:N0} jobs waiting");
            await MeasureBacklogAsync(ct);
        }

        return [.. Rows()];
    }

    private async Task MeasureAsync(Side side, CancellationToken ct)
    {
        foreach (var (row, scenario) in new[] { (Enqueue, "enqueue"), (Bulk, "bulk") })
        {
            await redis.FlushAsync();
            var before = await redis.CpuAsync();
            var outcome = await side.RunAsync(new Scenario(scenario) { Jobs = extent.Jobs }, ct);
            // Redis has also had the jobs of the warm-up.
            AddCpu(row, side, outcome.Cpu / extent.Jobs, (await redis.CpuAsync() - before) / outcome.Count);
            _samples.Add(row, side.Name, outcome.PerSecond);
        }

        await MeasureWorkAsync(side, Ten, new Scenario("work") { Concurrency = 10 }, 1, ct);
        var scripts = await MeasureWorkAsync(side, Hundred, new Scenario("work"), 1, ct);
        _samples.Add(Scripts, side.Name, scripts);
        await MeasureWorkAsync(side, Two, new Scenario("work") { History = 0 }, 2, ct);

        await redis.FlushAsync();
        var idle = await side.RunAsync(new Scenario("idle"), ct);
        _samples.Add(P50, side.Name, idle.P50);
        _samples.Add(P99, side.Name, idle.P99);

        await redis.FlushAsync();
        var empty = await redis.UsedMemoryAsync();
        await side.RunAsync(new Scenario("fill") { Jobs = extent.Jobs, Pad = 0 }, ct);
        _samples.Add(Memory, side.Name, (await redis.UsedMemoryAsync() - empty) / extent.Jobs);
    }

    /// <summary>Returns how many scripts a job took.</summary>
    private async Task<double> MeasureWorkAsync(Side side, string row, Scenario scenario, int processes, CancellationToken ct)
    {
        await redis.FlushAsync();
        await side.RunAsync(new Scenario("fill") { Jobs = extent.Jobs, History = scenario.History }, ct);
        var before = 0d;
        var outcome = await side.WorkAsync(scenario, processes, BeginAsync, ct);
        var scripts = await redis.ScriptCallsAsync() / outcome.Count;
        AddCpu(row, side, outcome.Cpu / outcome.Count, (await redis.CpuAsync() - before) / outcome.Count);
        _samples.Add(row, side.Name, outcome.PerSecond);
        return outcome.Count == extent.Jobs
            ? scripts
            : throw new BenchException($"{side.Name} worked on {outcome.Count} of {extent.Jobs} jobs: nothing can be compared.");

        async Task BeginAsync()
        {
            await redis.ResetStatisticsAsync();
            before = await redis.CpuAsync();
        }
    }

    private void AddCpu(string row, Side side, double process, double server)
    {
        _samples.Add(row + ProcessCpu, side.Name, process);
        _samples.Add(row + RedisCpu, side.Name, server);
    }

    private Cpu? CpuOf(string name) =>
        _samples.Median(name, ours.Name) is { } own ? new Cpu(own, _samples.Median(name, peer.Name)) : null;

    /// <summary>Ours on a Redis of its own that holds the backlog, and on the empty one, in turn.</summary>
    private async Task MeasureBacklogAsync(CancellationToken ct)
    {
        await using var full = await BenchRedis.StartAsync(redis.AppendOnly);
        var loaded = ours.On(full);
        await loaded.RunAsync(new Scenario("fill") { Jobs = extent.Backlog }, ct);
        for (var round = 0; round < Math.Max(5, extent.Rounds); round++)
        {
            await redis.FlushAsync();
            _samples.Add(BacklogEnqueue, ours.Name, await EnqueueAsync(ours) / await EnqueueAsync(loaded));
            _samples.Add(BacklogWork, ours.Name, await WorkAsync(ours) / await WorkAsync(loaded));
        }

        async Task<double> EnqueueAsync(Side side) =>
            (await side.RunAsync(new Scenario("enqueue") { Jobs = extent.Jobs }, ct)).PerSecond;

        async Task<double> WorkAsync(Side side) =>
            (await side.WorkAsync(new Scenario("work") { Limit = extent.Jobs }, 1, () => Task.CompletedTask, ct)).PerSecond;
    }

    private IEnumerable<Row> Rows()
    {
        (string Name, double Target, Aim Aim)[] rows =
        [
            (Enqueue, 2.5, Aim.RatioAtLeast), (Bulk, 6, Aim.RatioAtLeast), (Ten, 2, Aim.RatioAtLeast), (Hundred, 4, Aim.RatioAtLeast),
            (Two, 5, Aim.RatioAtLeast), (P50, 0.5, Aim.RatioAtMost), (P99, 0.5, Aim.RatioAtMost), (Scripts, 0.1, Aim.AtMost),
            (Memory, 300, Aim.AtMost), (BacklogEnqueue, 1.15, Aim.AtMost), (BacklogWork, 1.15, Aim.AtMost),
        ];
        foreach (var (name, target, aim) in rows)
        {
            if (_samples.Median(name, ours.Name) is { } own)
            {
                yield return new Row(name, own, _samples.Median(name, peer.Name), target, aim, CpuOf(name + RedisCpu), CpuOf(name + ProcessCpu));
            }
        }
    }
}
