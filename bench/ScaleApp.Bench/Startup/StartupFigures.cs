using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Startup;

/// <summary>One figure, the medians over the rounds with built programs and with one <c>dotnet run</c> a replica, and what it should be at most.</summary>
internal sealed record StartupRow(string Name, double Ours, double? Stock = null, double? MaxRatio = null, double? Max = null)
{
    public double? Ratio => Ours / Stock;

    /// <summary>Null where nothing is aimed at.</summary>
    public bool? IsReached => MaxRatio is not null ? Ratio <= MaxRatio : Max is not null ? Ours <= Max : null;
}

internal static class StartupFigures
{
    private const double Megabyte = 1024 * 1024;

    public static IEnumerable<StartupRow> Of(IReadOnlyCollection<StartAndStop> ours, IReadOnlyCollection<StartAndStop> stock)
    {
        yield return Compare("start (s)", run => run.Start.TotalSeconds) with { MaxRatio = 0.8 };
        yield return Compare("processor time to healthy (s)", run => run.Usage.Cpu.TotalSeconds);
        yield return Compare("processes", run => run.Usage.Processes);
        yield return Compare("resident memory (MB)", run => run.Usage.ResidentBytes / Megabyte) with { MaxRatio = 0.75 };
        yield return Compare("proportional memory (MB)", run => run.Usage.ProportionalBytes / Megabyte) with { MaxRatio = 0.75 };
        yield return Compare("stop (s)", run => run.Stop.TotalSeconds) with { Max = 5 };

        StartupRow Compare(string name, Func<StartAndStop, double> figure) =>
            new(name, ours.Median(figure), stock.Median(figure));
    }

    public static IEnumerable<StartupRow> Of(IReadOnlyCollection<FixtureRound> fixtures)
    {
        yield return new("test fixture: start (s)", fixtures.Median(round => round.Start), Max: 8);
        yield return new("test fixture: disposal (s)", fixtures.Median(round => round.Dispose), Max: 3);
    }
}
