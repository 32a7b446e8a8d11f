using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ScaleApp.Bench.Digests;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Jobs;

/// <summary>What one side took for plain jobs.</summary>
internal sealed record JobsFigures(string Name, double EnqueuedPerSecond, double RunPerSecond, double MicrosecondsAJob, double CommandsAJob);

/// <summary>Plain jobs that do nothing, enqueued one by one and then run by two processes of ten workers: Hangfire as the shop configures it, beside BullMQ.</summary>
internal static class JobsCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var jobs = new Option<int>("--jobs", "-n") { Description = "Jobs a round.", DefaultValueFactory = _ => 5_000 };
        var rounds = new Option<int>("--rounds", "-r") { Description = "Rounds of each side, by turns; the median counts.", DefaultValueFactory = _ => 3 };
        var json = BenchCommand.Json();
        var command = new Command("jobs", "Plain jobs on Hangfire against BullMQ: why a job should be given much to do.") { jobs, rounds, json };
        command.Run(async (parsed, ct) =>
        {
            var folder = await Peers.PrepareAsync(ct);
            await using var redis = await BenchRedis.StartAsync(appendOnly: true);
            List<JobsFigures> ours = [], peer = [];
            for (var round = 0; round < parsed.GetValue(rounds); round++)
            {
                ours.Add(await MeasureAsync("Hangfire", redis, parsed.GetValue(jobs), () => StartOurs(redis), ct));
                peer.Add(await MeasureAsync("BullMQ", redis, parsed.GetValue(jobs), () => StartPeer(folder, redis), ct));
            }

            Print([MedianOf(ours), MedianOf(peer)], parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<JobsFigures> MeasureAsync(
        string name, BenchRedis redis, int jobs, Func<MeasuredProcess> start, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        await redis.FlushAsync();
        await using var first = await ReadyAsync(start(), limit.Token);
        await using var second = await ReadyAsync(start(), limit.Token);
        MeasuredProcess[] workers = [first, second];
        await using var use = await RedisUse.StartAsync(redis.Address);
        await first.Input.WriteLineAsync($"enqueue {jobs}");
        var enqueueing = double.Parse(await first.Output.ReadLineAsync(limit.Token) ?? throw new BenchException($"{name} did not enqueue."), CultureInfo.InvariantCulture);

        var before = workers.Sum(worker => worker.CpuTime().TotalMicroseconds);
        foreach (var worker in workers)
        {
            await worker.Input.WriteLineAsync("work");
        }

        var seconds = await RunAsync(workers, jobs, limit.Token);
        var cpu = workers.Sum(worker => worker.CpuTime().TotalMicroseconds) - before;
        return new(name, jobs / enqueueing, jobs / seconds, cpu / jobs, (double)(await use.EndAsync()).Commands / jobs);
    }

    /// <summary>The seconds between the first and the last job.</summary>
    private static async Task<double> RunAsync(MeasuredProcess[] workers, int jobs, CancellationToken ct)
    {
        while (true)
        {
            var reports = new List<long[]>();
            foreach (var worker in workers)
            {
                await worker.Input.WriteLineAsync("report");
                var line = await worker.Output.ReadLineAsync(ct) ?? throw new BenchException($"A worker ended. {await worker.EndAsync(ct)}");
                reports.Add([.. line.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))]);
            }

            if (reports.Sum(report => report[0]) >= jobs)
            {
                var ran = reports.Where(report => report[0] > 0).ToArray();
                return (ran.Max(report => report[2]) - ran.Min(report => report[1])) / 1000.0;
            }

            await Task.Delay(PollInterval, ct);
        }
    }

    private static async Task<MeasuredProcess> ReadyAsync(MeasuredProcess process, CancellationToken ct) =>
        await process.Output.ReadLineAsync(ct) == "ready" ? process : throw new BenchException($"A worker did not start. {await process.EndAsync(ct)}");

    private static MeasuredProcess StartOurs(BenchRedis redis) => MeasuredProcess.StartOwn([JobsWorkerCommand.Name], new Dictionary<string, string>
    {
        ["ConnectionStrings__redis"] = redis.Address,
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["Logging__LogLevel__Default"] = "None",
    });

    private static MeasuredProcess StartPeer(string folder, BenchRedis redis) => MeasuredProcess.Start(
        Programs.Find("node"), [Path.Combine(folder, "jobs.js")], drain: false, new Dictionary<string, string> { ["REDIS_URL"] = $"redis://{redis.Address}", ["NODE_ENV"] = "production" });

    private static JobsFigures MedianOf(List<JobsFigures> rounds) => new(rounds[0].Name, rounds.Select(round => round.EnqueuedPerSecond).Median(),
        rounds.Select(round => round.RunPerSecond).Median(), rounds.Select(round => round.MicrosecondsAJob).Median(), rounds.Select(round => round.CommandsAJob).Median());

    private static void Print(List<JobsFigures> sides, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(sides, Indented));
            return;
        }

        var table = new Table().AddColumns("", "enqueued/s", "run/s", "processor us a job", "Redis commands a job");
        foreach (var side in sides)
        {
            table.AddRow(side.Name, $"{side.EnqueuedPerSecond:N0}", $"{side.RunPerSecond:N0}", $"{side.MicrosecondsAJob:N0}", $"{side.CommandsAJob:0.0}");
        }

        var (ours, peer) = (sides[0], sides[1]);
        table.AddRow("ours / its", $"{ours.EnqueuedPerSecond / peer.EnqueuedPerSecond:0.00}", $"{ours.RunPerSecond / peer.RunPerSecond:0.00}",
            $"{ours.MicrosecondsAJob / peer.MicrosecondsAJob:0.0}", $"{ours.CommandsAJob / peer.CommandsAJob:0.0}");
        AnsiConsole.Write(table);
    }
}
