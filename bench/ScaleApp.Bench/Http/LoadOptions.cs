using System.CommandLine;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

/// <summary>How much load, for how long.</summary>
internal sealed class LoadOptions
{
    private readonly Option<int> _rounds = Number("--rounds", "-r", "Rounds per contestant; the median counts.", 5);
    private readonly Option<int> _connections = Number("--connections", "-c", "Connections of the load generator.", 64);
    private readonly Option<int> _seconds = Number("--seconds", "-s", "Seconds per round.", 5);
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

    public int Rounds(ParseResult parsed) => parsed.GetValue(_rounds);

    public LoadShape Shape(ParseResult parsed) => new(parsed.GetValue(_connections), TimeSpan.FromSeconds(parsed.GetValue(_seconds)));

    public string[] Endpoints(ParseResult parsed) => parsed.GetRequiredValue(_paths);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    private static Option<int> Number(string name, string alias, string description, int standard)
    {
        var option = new Option<int>(name, alias) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 4096)
            {
                result.AddError($"{name} is out of range: 1 to 4096.");
            }
        });
        return option;
    }
}
