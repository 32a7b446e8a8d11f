using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Jobs;

/// <summary>The job engine beside BullMQ: same Redis, same work, turn about.</summary>
internal static class JobsCommand
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    // What the worker, which runs jobs, and the API, which creates them, have in their project files; the runtime reads it as hexadecimal.
    private static readonly Dictionary<string, string> AsTheWorker = Spinning("20"), AsTheApi = Spinning("0");

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds", "-r") { Description = "Rounds a side; the median counts.", DefaultValueFactory = _ => 5 };
        var jobs = new Option<int>("--jobs", "-n") { Description = "Jobs a scenario.", DefaultValueFactory = _ => 50_000 };
        var backlog = new Option<int>("--backlog")
        {
            Description = "Jobs that wait in the last measurement; 0 leaves it out.",
            DefaultValueFactory = _ => 1_000_000,
        };
        var aof = new Option<bool>("--aof") { Description = "Redis writes its append-only file (everysec). Default: no." };
        var quick = new Option<bool>("--quick") { Description = "One round of 10,000 jobs and a backlog of 100,000: whether it works." };
        Require(rounds, 1, 100);
        Require(jobs, 1000, 10_000_000);
        Require(backlog, 0, 10_000_000);
        var json = BenchCommand.Json();
        var command = new Command("jobs", "Our job engine against BullMQ, on the same Redis.") { rounds, jobs, backlog, aof, quick, json };
        command.Run(async (parsed, cancellationToken) =>
        {
            var extent = parsed.GetValue(quick)
                ? new Extent(1, 10_000, 100_000)
                : new Extent(parsed.GetValue(rounds), parsed.GetValue(jobs), parsed.GetValue(backlog));
            Print(await MeasureAsync(extent, parsed.GetValue(aof), cancellationToken), parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<IReadOnlyList<Row>> MeasureAsync(Extent extent, bool aof, CancellationToken ct)
    {
        var node = Programs.Find("node");
        var script = Path.Combine(await Peers.PrepareAsync(ct), "jobs.js");
        await using var redis = await BenchRedis.StartAsync(aof);
        var ours = new Side("ScaleApp", StartOurs, redis.Address);
        var peer = new Side("BullMQ", (scenario, address) => MeasuredProcess.Start(node, [script, .. scenario.Arguments(address)], drain: false), redis.Address);
        return await new JobsBenchmark(redis, ours, peer, extent, Console.Error.WriteLine).RunAsync(ct);
    }

    private static MeasuredProcess StartOurs(Scenario scenario, string redis) =>
        MeasuredProcess.StartOwn([ContenderCommand.Name, .. scenario.Arguments(redis)], scenario.RunsJobs ? AsTheWorker : AsTheApi);

    private static Dictionary<string, string> Spinning(string limit) => new() { ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = limit };

    private static void Require(Option<int> option, int from, int to) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var value && (value < from || value > to))
        {
            result.AddError($"{option.Name} is out of range: {from} to {to}.");
        }
    });

    private static void Print(IReadOnlyList<Row> rows, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(rows, Indented));
            return;
        }

        var table = new Table().AddColumns("", "ScaleApp", "BullMQ", "ratio", "target", "", "Redis µs/job", "process µs/job");
        foreach (var row in rows)
        {
            var target = row.Aim switch
            {
                Aim.RatioAtLeast => $"ratio >= {row.Target}",
                Aim.RatioAtMost => $"ratio <= {row.Target}",
                _ => $"<= {row.Target}",
            };
            table.AddRow(row.Name, Figure(row.Ours), row.Peer is { } peer ? Figure(peer) : "-", row.Ratio is { } ratio ? $"{ratio:0.00}" : "-",
                target, row.IsReached ? "reached" : "missed", Pair(row.RedisCpu), Pair(row.ProcessCpu));
        }

        AnsiConsole.Write(table);
    }

    private static string Pair(Cpu? cpu) => cpu is null ? "" : $"{cpu.Ours:0.0} : {cpu.Peer:0.0}";

    private static string Figure(double value) => value >= 100 ? $"{value:N0}" : $"{value:0.00}";
}
