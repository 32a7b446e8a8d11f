using System.CommandLine;
using System.Globalization;
using ScaleApp.Bench.Digests;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Jobs;

internal sealed record JobsFigures(string Name, double EnqueuedPerSecond, double RunPerSecond, double MicrosecondsAJob, double CommandsAJob);

/// <summary>Plain jobs that do nothing, enqueued one by one and then run by two processes of ten workers: Hangfire as the shop configures it, beside BullMQ.</summary>
internal static class JobsCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static Command Create()
    {
        var jobs = BenchCommand.Number("--jobs", "-n", "Jobs a round.", 5_000, most: 1_000_000);
        var rounds = BenchCommand.Number("--rounds", "-r", "Rounds of each side, by turns; the median counts.", 3);
        var json = BenchCommand.Json();
        var command = new Command("jobs", "Plain jobs on Hangfire against BullMQ: why a job should be given much to do.") { jobs, rounds, json };
        command.Run(async (parsed, ct) =>
        {
            await using var redis = await BenchRedis.StartAsync(appendOnly: true);
            var sides = await Rounds.RunAsync(parsed.GetValue(rounds),
                () => MeasureAsync("Hangfire", redis, parsed.GetValue(jobs), () => Task.FromResult(StartOurs(redis)), ct),
                () => MeasureAsync("BullMQ", redis, parsed.GetValue(jobs), () => Peers.StartAsync("jobs.js", redis.Address, database: null, [], ct), ct));
            BenchCommand.Print(sides.Select(MedianOf).ToArray(), parsed.GetValue(json), Table);
        });
        return command;
    }

    private static async Task<JobsFigures> MeasureAsync(
        string name, BenchRedis redis, int jobs, Func<Task<MeasuredProcess>> start, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        await redis.Connection.GetDatabase().ExecuteAsync("FLUSHALL");
        await using var first = await (await start()).ReadyAsync("ready", limit.Token);
        await using var second = await (await start()).ReadyAsync("ready", limit.Token);
        MeasuredProcess[] workers = [first, second];
        await using var use = await RedisUse.StartAsync(redis.Address);
        await first.Input.WriteLineAsync($"enqueue {jobs}");
        var enqueueing = double.Parse(await first.Output.ReadLineAsync(limit.Token) ?? throw new BenchException($"{name} did not enqueue."), CultureInfo.InvariantCulture);

        var before = MeasuredProcess.CpuTimeOf(workers.Select(worker => worker.Id));
        foreach (var worker in workers)
        {
            await worker.Input.WriteLineAsync("work");
        }

        var seconds = await RunAsync(workers, jobs, limit.Token);
        var cpu = MeasuredProcess.CpuTimeOf(workers.Select(worker => worker.Id)) - before;
        return new(name, jobs / enqueueing, jobs / seconds, cpu.TotalMicroseconds / jobs, (double)(await use.EndAsync()).Commands / jobs);
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

    private static MeasuredProcess StartOurs(BenchRedis redis) => MeasuredProcess.StartOwn([JobsWorkerCommand.Name], new Dictionary<string, string>
    {
        ["ConnectionStrings__redis"] = redis.Address,
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["Logging__LogLevel__Default"] = "None",
    });

    private static JobsFigures MedianOf(List<JobsFigures> rounds) => new(rounds[0].Name, rounds.Median(round => round.EnqueuedPerSecond),
        rounds.Median(round => round.RunPerSecond), rounds.Median(round => round.MicrosecondsAJob), rounds.Median(round => round.CommandsAJob));

    private static Table Table(JobsFigures[] sides)
    {
        var table = new Table().AddColumns("", "enqueued/s", "run/s", "processor us a job", "Redis commands a job");
        foreach (var side in sides)
        {
            table.AddRow(side.Name, $"{side.EnqueuedPerSecond:N0}", $"{side.RunPerSecond:N0}", $"{side.MicrosecondsAJob:N0}", $"{side.CommandsAJob:0.0}");
        }

        var (ours, peer) = (sides[0], sides[1]);
        return table.AddRow("ours / its", $"{ours.EnqueuedPerSecond / peer.EnqueuedPerSecond:0.00}", $"{ours.RunPerSecond / peer.RunPerSecond:0.00}",
            $"{ours.MicrosecondsAJob / peer.MicrosecondsAJob:0.0}", $"{ours.CommandsAJob / peer.CommandsAJob:0.0}");
    }
}
