using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using ScaleApp.Bench.Measuring;
using ScaleApp.Worker.Email;
using Spectre.Console;

namespace ScaleApp.Bench.Probing;

/// <summary>Sends steady traffic to a running shop and shows what is lost while faults are injected.</summary>
internal static class ProbeCommand
{
    private const int Broken = 2;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // Everything that ends it has a limit of its own.
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(5);

    public static Command Create()
    {
        var gateways = new Argument<Uri[]>("gateways")
        {
            Description = "The shop's addresses. With more than one, clients use the next when one does not answer.",
            DefaultValueFactory = _ => [new Uri("http://localhost:5080")],
            CustomParser = ParseAddresses,
            Arity = ArgumentArity.ZeroOrMore,
        };
        var seconds = Seconds("--seconds", "-s", "How long it runs. Ctrl+C ends it earlier, with its figures.", 60, Longest.TotalSeconds);
        var stale = Seconds("--stale-after", null, "Seconds after a change in which a read may see the state before it.", (int)ProbeOptions.CacheBound.TotalSeconds, 600);
        var mail = new Option<string>("--mail-folder")
        {
            Description = "The workers' Email:PickupFolder, to see which jobs run twice.",
            DefaultValueFactory = _ => new EmailOptions().PickupFolder,
        };
        var json = BenchCommand.Json();
        var command = new Command("probe", "Uses a running shop and counts what must stay zero while replicas are killed, paused, scaled and restarted. Exit code 2: something did not.")
        {
            gateways, seconds, stale, mail, json,
        };
        command.Run((parsed, ct) => RunAsync(
            new ProbeOptions(parsed.GetRequiredValue(gateways), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(mail), TimeSpan.FromSeconds(parsed.GetValue(stale))),
            parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(ProbeOptions options, bool json, CancellationToken ct)
    {
        await using var probe = await Probe.StartAsync(options, ct);
        if (probe.Figures.JobsTwice is null)
        {
            Console.Error.WriteLine($"Jobs are not counted: no mail came to '{options.MailFolder}'. Give the workers' Email:PickupFolder as --mail-folder.");
        }

        await ProbeView.ShowAsync(probe, options.Duration, ct);
        using var limit = new CancellationTokenSource(SettleLimit);
        var figures = await probe.EndAsync(limit.Token);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
        }
        else
        {
            AnsiConsole.Write(ProbeView.Table(figures));
            AnsiConsole.WriteLine();
        }

        return figures.IsBroken ? Broken : 0;
    }

    private static Uri[] ParseAddresses(ArgumentResult result)
    {
        var addresses = new List<Uri>();
        foreach (var token in result.Tokens)
        {
            if (Uri.TryCreate(token.Value, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https"))
            {
                addresses.Add(address);
            }
            else
            {
                result.AddError($"'{token.Value}' is not an address of a shop, such as http://localhost:5080.");
            }
        }

        return [.. addresses];
    }

    private static Option<int> Seconds(string name, string? alias, string description, int standard, double most)
    {
        var option = new Option<int>(name, alias is null ? [] : [alias]) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < 1 || value > most))
            {
                result.AddError($"{name} is from 1 to {most:0}.");
            }
        });
        return option;
    }
}
