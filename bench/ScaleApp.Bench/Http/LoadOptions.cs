using System.CommandLine;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

internal sealed class LoadOptions
{
    private readonly Option<int> _rounds = BenchCommand.Number("--rounds", "-r", "Rounds per contestant; the median counts.", 5);
    private readonly Option<int> _connections = BenchCommand.Number("--connections", "-c", "Connections of the load generator.", 64);
    private readonly Option<int> _seconds = BenchCommand.Number("--seconds", "-s", "Seconds per round.", 5);
    private readonly Option<string[]> _paths = new("--endpoints", "-e")
    {
        Description = "Which endpoints are measured.",
        DefaultValueFactory = _ => ShopEndpoints.All,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _json = BenchCommand.Json();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_rounds, _connections, _seconds, _paths, _json])
        {
            command.Options.Add(option);
        }

        _paths.AcceptOnlyFromAmong(ShopEndpoints.All);
    }

    public LoadShape Shape(ParseResult parsed) => new(parsed.GetValue(_connections), TimeSpan.FromSeconds(parsed.GetValue(_seconds)));

    /// <summary>Measures the endpoints one after the other and prints the figures. Contestants get new credentials for each: tokens last ten minutes.</summary>
    public async Task MeasureAsync(ParseResult parsed, LoadShape shape, Func<Task<Contestant[]>> contestants, CancellationToken ct)
    {
        var benchmark = new HttpBenchmark(parsed.GetValue(_rounds), shape);
        var figures = new List<HttpFigures>();
        foreach (var path in parsed.GetRequiredValue(_paths))
        {
            figures.AddRange(await benchmark.MeasureAsync(path, await contestants(), ct));
        }

        BenchCommand.Print(figures, parsed.GetValue(_json), HttpFigures.Table);
    }
}
