using System.CommandLine;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Startup;

internal static class StartupCommand
{
    private const double Megabyte = 1024 * 1024;

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
            BenchCommand.Print(await MeasureAsync(program, parsed.GetValue(rounds), ct), parsed.GetValue(json), Comparison.Table);
        });
        return command;
    }

    private static async Task<IReadOnlyList<Comparison>> MeasureAsync(string program, int rounds, CancellationToken ct)
    {
        using var ourData = new DataFolder();
        using var stockData = new DataFolder();
        var ourRun = new AppHostRun(program, ourData.Path, usesBuiltPrograms: true);
        var stockRun = new AppHostRun(program, stockData.Path, usesBuiltPrograms: false);

        // Creates the data: from then on a start is that of every day.
        await ourRun.RunAsync(ct);
        await stockRun.RunAsync(ct);

        var sides = await Rounds.RunAsync(rounds, () => ourRun.RunAsync(ct), () => stockRun.RunAsync(ct), () => FixtureCommand.RunAsync(ct));
        var (ours, stock, fixtures) = (sides[0], sides[1], sides[2]);
        return
        [
            Compare("start (s)", run => run.Start) with { MaxRatio = 0.8 },
            Compare("processor time to healthy (s)", run => run.Usage!.Cpu.TotalSeconds),
            Compare("processes", run => run.Usage!.Processes),
            Compare("resident memory (MB)", run => run.Usage!.ResidentBytes / Megabyte) with { MaxRatio = 0.75 },
            Compare("proportional memory (MB)", run => run.Usage!.ProportionalBytes / Megabyte) with { MaxRatio = 0.75 },
            Compare("stop (s)", run => run.Stop) with { Max = 5 },
            new("test fixture: start (s)", fixtures.Median(run => run.Start), Max: 8),
            new("test fixture: disposal (s)", fixtures.Median(run => run.Stop), Max: 3),
        ];

        Comparison Compare(string name, Func<StartAndStop, double> figure) => new(name, ours.Median(figure), stock.Median(figure));
    }
}
