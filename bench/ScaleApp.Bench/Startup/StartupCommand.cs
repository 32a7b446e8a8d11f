using System.CommandLine;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Startup;

/// <summary>What a start and a stop of the whole topology take, beside Aspire's own way to start replicas.</summary>
internal static class StartupCommand
{
    public static Command Create()
    {
        var rounds = BenchCommand.Number("--rounds", "-r", "Rounds of each side; the median counts.", 5, 100);
        var appHost = new Option<FileInfo?>("--apphost") { Description = "The built AppHost (that of this repository's last build)." };
        var json = BenchCommand.Json();
        var command = new Command("startup", "Start, memory and stop of the whole topology: built programs against one dotnet run a replica.")
        {
            rounds, appHost, json,
        };
        command.Run(async (parsed, ct) =>
        {
            var program = AppHostRun.Find(parsed.GetValue(appHost));
            BenchCommand.Print(await MeasureAsync(program, parsed.GetValue(rounds), ct), parsed.GetValue(json), Table);
        });
        return command;
    }

    private static async Task<IReadOnlyList<StartupRow>> MeasureAsync(string program, int rounds, CancellationToken ct)
    {
        using var ourData = new DataFolder();
        using var stockData = new DataFolder();
        var ourRun = new AppHostRun(program, ourData.Path, usesBuiltPrograms: true);
        var stockRun = new AppHostRun(program, stockData.Path, usesBuiltPrograms: false);

        // Creates the data: from then on a start is that of every day.
        await ourRun.RunAsync(ct);
        await stockRun.RunAsync(ct);

        var (ours, stock, fixtures) = (new List<StartAndStop>(), new List<StartAndStop>(), new List<FixtureRound>());
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(await ourRun.RunAsync(ct));
            stock.Add(await stockRun.RunAsync(ct));
            fixtures.Add(await FixtureCommand.RunAsync(ct));
        }

        return [.. StartupFigures.Of(ours, stock), .. StartupFigures.Of(fixtures)];
    }

    private static Table Table(IReadOnlyList<StartupRow> rows)
    {
        var table = new Table().AddColumns("", "ScaleApp", "stock", "ratio", "target", "");
        foreach (var row in rows)
        {
            table.AddRow(
                row.Name,
                $"{row.Ours:0.00}",
                row.Stock is { } stock ? $"{stock:0.00}" : "-",
                row.Ratio is { } ratio ? $"{ratio:0.00}" : "-",
                row.MaxRatio is { } maxRatio ? $"ratio <= {maxRatio}" : row.Max is { } max ? $"<= {max}" : "-",
                row.IsReached is { } reached ? reached ? "reached" : "missed" : "");
        }

        return table;
    }
}
