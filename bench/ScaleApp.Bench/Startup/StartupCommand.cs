using System.CommandLine;
using System.Text.Json;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Startup;

/// <summary>Medians in seconds. Targets on two processors: 6 with data, 9 without, 3 for stopping.</summary>
internal sealed record StartupFigures(double StartWithData, double StartWithoutData, double Stop, double SlowestStop, int Rounds);

/// <summary>How long the whole topology takes to start and to stop.</summary>
internal static class StartupCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds", "-r") { Description = "Starts with data, and as many without; the median counts.", DefaultValueFactory = _ => 5 };
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 100)
            {
                result.AddError("--rounds is out of range: 1 to 100.");
            }
        });
        var appHost = new Option<FileInfo?>("--apphost") { Description = "The built AppHost (ScaleApp.AppHost.dll of this repository's last build)." };
        var json = BenchCommand.Json();
        var command = new Command("startup", "Start and stop times of the whole topology, with data from an earlier run and without.")
        {
            rounds, appHost, json,
        };
        command.Run(async (parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(appHost)?.FullName ?? FindAppHost();
            if (!File.Exists(file))
            {
                throw new BenchException($"There is no {file}. Build it first: dotnet build ScaleApp.AppHost");
            }

            Print(await MeasureAsync(file, parsed.GetValue(rounds), cancellationToken), parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<StartupFigures> MeasureAsync(string appHost, int rounds, CancellationToken cancellationToken)
    {
        var (with, without) = (new List<StartAndStop>(), new List<StartAndStop>());
        for (var round = 0; round < rounds; round++)
        {
            var folder = CreateStateFolder();
            try
            {
                var run = new AppHostRun(appHost, folder);
                without.Add(await run.RunAsync(cancellationToken));
                with.Add(await run.RunAsync(cancellationToken));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        var stops = with.Concat(without).Select(run => run.Stop.TotalSeconds).ToArray();
        return new(
            with.Select(run => run.Start.TotalSeconds).Median(),
            without.Select(run => run.Start.TotalSeconds).Median(),
            stops.Median(), stops.Max(), rounds);
    }

    /// <summary>Readable by PostgreSQL's own user, as which it runs when this is root.</summary>
    private static string CreateStateFolder()
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-bench-startup-");
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        }

        return folder.FullName;
    }

    /// <summary>Beside this program in the build's output folders.</summary>
    private static string FindAppHost()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent?.Parent?.FullName ?? here.FullName, "ScaleApp.AppHost", here.Name, "ScaleApp.AppHost.dll");
    }

    private static void Print(StartupFigures figures, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, Indented));
            return;
        }

        AnsiConsole.Write(new Table().AddColumns("", "seconds", "target")
            .AddRow("start with data", $"{figures.StartWithData:0.00}", "6")
            .AddRow("start without data", $"{figures.StartWithoutData:0.00}", "9")
            .AddRow("stop", $"{figures.Stop:0.00}", "3")
            .AddRow("slowest stop", $"{figures.SlowestStop:0.00}", ""));
    }
}
