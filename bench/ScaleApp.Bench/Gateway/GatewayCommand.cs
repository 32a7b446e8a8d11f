using System.CommandLine;
using System.Text.Json;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Gateway;

/// <summary>The gateway beside nginx, with the same upstreams and the same load; or under kills.</summary>
internal static class GatewayCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var connections = Number("--connections", "Connections of the load generator.", 64, 4_096);
        var rounds = Number("--rounds", "Rounds for each contender; the median counts.", 5, 100);
        var seconds = Number("--seconds", "Seconds for each round.", 5, 600);
        var warmUp = Number("--warm-up", "Seconds of load before the gateway is measured.", 30, 600);
        var upstreams = Number("--upstreams", "Upstream processes.", 3, 16);
        var kills = new Option<int?>("--kills") { Description = "Instead of measuring, kill that many replicas under load and count failed requests." };
        var memory = new Option<long?>("--memory") { Description = $"Instead of measuring, send that many requests and read the gateway's memory after each {MemoryBenchmark.Step}." };
        var json = BenchCommand.Json();
        var command = new Command("gateway", "The gateway against nginx, with the same upstreams and wrk; or its failed requests while replicas are killed.")
        {
            connections, rounds, seconds, warmUp, upstreams, kills, memory, json,
        };
        command.Run(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(kills) is { } count)
            {
                var figures = await new KillBenchmark(count, parsed.GetValue(connections), Console.Error.WriteLine).RunAsync(cancellationToken);
                Print(figures, parsed.GetValue(json));
                return;
            }

            if (parsed.GetValue(memory) is { } requests)
            {
                Print(await new MemoryBenchmark(requests, parsed.GetValue(connections), Console.Error.WriteLine).RunAsync(cancellationToken), parsed.GetValue(json));
                return;
            }

            var benchmark = new GatewayBenchmark(
                parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), parsed.GetValue(upstreams));
            Print(await benchmark.RunAsync(parsed.GetValue(connections), cancellationToken), parsed.GetValue(json));
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int standard, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < 1 || value > most))
            {
                result.AddError($"{name} is from 1 to {most}.");
            }
        });
        return option;
    }

    private static void Print(Comparison comparison, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(comparison, Indented));
            return;
        }

        var table = new Table().AddColumns("", "CPU us/request", "requests/s", "p50 ms", "p99 ms", "errors");
        foreach (var contender in new[] { comparison.Gateway, comparison.Nginx, comparison.Direct })
        {
            table.AddRow(
                contender.Name, $"{contender.CpuMicroseconds:0.0}", $"{contender.RequestsPerSecond:0}", $"{contender.P50Milliseconds:0.00}",
                $"{contender.P99Milliseconds:0.00}", $"{contender.Errors}");
        }

        table.AddRow("gateway / nginx", $"{comparison.CpuRatio:0.00}", $"{comparison.RateRatio:0.00}", "", $"{comparison.P99Ratio:0.00}", "");
        table.AddRow("target", "<= 3", ">= 0.7", "", "<= 2", "0");
        AnsiConsole.Write(table);
    }

    private static void Print(KillFigures figures, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, Indented));
            return;
        }

        var table = new Table().AddColumns("kills", "requests", "failed GET and PUT", "POST answered 502", "POST failed otherwise");
        table.AddRow($"{figures.Kills}", $"{figures.Requests}", $"{figures.FailedRepeatable}", $"{figures.InterruptedPosts}", $"{figures.FailedPosts}");
        table.AddRow("target", "", "0", "those in flight", "0");
        AnsiConsole.Write(table);
    }

    private static void Print(IReadOnlyList<MemoryFigure> figures, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, Indented));
            return;
        }

        var table = new Table().AddColumns("requests", "resident MB", "errors");
        foreach (var figure in figures)
        {
            table.AddRow($"{figure.Requests}", $"{figure.ResidentMegabytes:0.0}", $"{figure.Errors}");
        }

        AnsiConsole.Write(table);
    }
}
