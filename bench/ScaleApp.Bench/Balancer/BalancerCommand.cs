using System.CommandLine;
using System.Text.Json;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Balancer;

/// <summary>Our load balancer beside nginx: same upstreams, same load, turn about.</summary>
internal static class BalancerCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var connections = new Option<int[]>("--connections", "-c")
        {
            Description = "Client connections; each number is measured by itself.",
            DefaultValueFactory = _ => [16, 64, 256],
            AllowMultipleArgumentsPerToken = true,
        };
        var rounds = new Option<int>("--rounds", "-r") { Description = "Rounds per contender; the median counts.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<int>("--seconds", "-s") { Description = "Seconds per round.", DefaultValueFactory = _ => 5 };
        var upstreams = new Option<int>("--upstreams", "-u") { Description = "Upstream processes.", DefaultValueFactory = _ => 3 };
        foreach (var positive in new[] { rounds, seconds, upstreams })
        {
            positive.Validators.Add(result => Check(result, result.GetValueOrDefault<int>() is >= 1 and <= 600));
        }

        connections.Validators.Add(result => Check(result, result.GetValueOrDefault<int[]>() is { } all && all.All(one => one is >= 1 and <= 4096)));

        var json = BenchCommand.Json();
        var command = new Command("balancer", "Our load balancer against nginx, with the same upstreams and wrk.")
        {
            connections, rounds, seconds, upstreams, json,
        };
        command.Run(async (parsed, cancellationToken) =>
        {
            var benchmark = new BalancerBenchmark(parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(upstreams));
            var comparisons = await benchmark.RunAsync(parsed.GetRequiredValue(connections), cancellationToken);
            Print(comparisons, parsed.GetValue(json));
        });
        return command;
    }

    private static void Check(System.CommandLine.Parsing.OptionResult result, bool isValid)
    {
        if (!isValid)
        {
            result.AddError($"{result.Option.Name} is out of range: 1 to 600, connections 1 to 4096.");
        }
    }

    private static void Print(IReadOnlyList<Comparison> comparisons, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(comparisons, Indented));
            return;
        }

        var table = new Table().AddColumns("connections", "", "requests/s", "p50 ms", "p99 ms", "CPU us/request", "errors");
        foreach (var comparison in comparisons)
        {
            foreach (var contender in new[] { comparison.Ours, comparison.Nginx, comparison.Direct })
            {
                table.AddRow(
                    comparison.Connections.ToString(), contender.Name, $"{contender.RequestsPerSecond:0}", $"{contender.P50Milliseconds:0.00}",
                    $"{contender.P99Milliseconds:0.00}", contender == comparison.Direct ? "-" : $"{contender.CpuMicroseconds:0.0}", contender.Errors.ToString());
            }

            table.AddRow("", "ours / nginx", $"{comparison.RateRatio:0.00}", "", $"{comparison.P99Ratio:0.00}",
                $"{comparison.Ours.CpuMicroseconds / comparison.Nginx.CpuMicroseconds:0.00}", "");
        }

        AnsiConsole.Write(table);
    }
}
