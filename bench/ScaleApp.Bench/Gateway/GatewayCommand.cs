using System.CommandLine;
using ScaleApp.Bench.Http;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Gateway;

internal static class GatewayCommand
{
    public static Command Create()
    {
        var connections = BenchCommand.Number("--connections", null, "Connections of the load generator.", 64);
        var rounds = BenchCommand.Number("--rounds", null, "Rounds for each contestant; the median counts.", 5, 100);
        var seconds = BenchCommand.Number("--seconds", null, "Seconds for each round.", 5, 600);
        var warmUp = BenchCommand.Number("--warm-up", null, "Seconds of load before the gateway is measured.", 30, 600);
        var upstreamCount = BenchCommand.Number("--upstreams", null, "Upstream processes.", 3, 16);
        var kills = new Option<int?>("--kills") { Description = "Instead of measuring, kill that many replicas under load and count failed requests." };
        var memory = new Option<long?>("--memory") { Description = $"Instead of measuring, send that many requests and read the gateway's memory after each {MemoryBenchmark.Step}." };
        var json = BenchCommand.Json();
        var command = new Command("gateway", "The gateway against nginx, with the same upstreams and wrk; or its failed requests while replicas are killed.")
        {
            connections, rounds, seconds, warmUp, upstreamCount, kills, memory, json,
        };
        command.Run(async (parsed, ct) =>
        {
            await using var upstreams = await Upstreams.StartAsync(parsed.GetValue(upstreamCount), ct);
            await using var gateway = await GatewayProcess.StartAsync(upstreams.Redis, ct);
            if (parsed.GetValue(kills) is { } count)
            {
                BenchCommand.Print(await new KillBenchmark(gateway, upstreams, count, parsed.GetValue(connections)).RunAsync(ct), parsed.GetValue(json), Table);
            }
            else if (parsed.GetValue(memory) is { } requests)
            {
                BenchCommand.Print(await MemoryBenchmark.RunAsync(gateway, requests, parsed.GetValue(connections), ct), parsed.GetValue(json), Table);
            }
            else
            {
                var shape = new LoadShape(parsed.GetValue(connections), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
                var benchmark = new HttpBenchmark(parsed.GetValue(rounds), shape);
                BenchCommand.Print(
                    await MeasureAsync(benchmark, gateway, upstreams, TimeSpan.FromSeconds(parsed.GetValue(warmUp)), ct), parsed.GetValue(json), Table);
            }
        });
        return command;
    }

    private static async Task<IReadOnlyList<HttpFigures>> MeasureAsync(
        HttpBenchmark benchmark, GatewayProcess gateway, Upstreams upstreams, TimeSpan warmUp, CancellationToken ct)
    {
        await using var nginx = await Nginx.StartAsync(upstreams.Ports, ct);
        var (upstream, port) = upstreams.First;

        // .NET compiles the gateway's code anew while it runs, for as long as half a minute under load.
        return await benchmark.MeasureAsync("/",
        [
            new("ScaleApp.Gateway", gateway.Address, [gateway.Process.Id]) { WarmUp = warmUp },
            new("nginx", nginx.Address, [nginx.Process.Id]),
            new("one upstream, direct", new Uri($"http://127.0.0.1:{port}"), [upstream.Id]),
        ], ct);
    }

    private static Table Table(IReadOnlyList<HttpFigures> figures) =>
        HttpFigures.Table(figures).AddRow("target", "beside nginx", ">= 0.7", "", "<= 2", "<= 3", "", "0");

    private static Table Table(KillFigures figures) => new Table()
        .AddColumns("kills", "requests", "failed GET and PUT", "POST answered 502", "POST failed otherwise")
        .AddRow($"{figures.Kills}", $"{figures.Requests}", $"{figures.FailedRepeatable}", $"{figures.InterruptedPosts}", $"{figures.FailedPosts}")
        .AddRow("target", "", "0", "those in flight", "0");

    private static Table Table(IReadOnlyList<MemoryFigure> figures)
    {
        var table = new Table().AddColumns("requests", "resident MB", "errors");
        foreach (var figure in figures)
        {
            table.AddRow($"{figure.Requests}", $"{figure.ResidentMegabytes:0.0}", $"{figure.Errors}");
        }

        return table;
    }
}
