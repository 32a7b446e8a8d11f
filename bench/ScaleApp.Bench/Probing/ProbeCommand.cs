using System.CommandLine;
using ScaleApp.Bench.Measuring;
using ScaleApp.Worker.Email;

namespace ScaleApp.Bench.Probing;

internal static class ProbeCommand
{
    private const int Broken = 2;

    // Everything that ends it has a limit of its own.
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(5);

    public static Command Create()
    {
        var gateways = new Argument<Uri[]>("gateways")
        {
            Description = "The shop's addresses. With more than one, clients use the next when one does not answer.",
            DefaultValueFactory = _ => [new Uri("http://localhost:5080")],
            CustomParser = result => [.. result.Tokens.Select(token => BenchCommand.ParseAddress(result, token.Value)).OfType<Uri>()],
            Arity = ArgumentArity.ZeroOrMore,
        };
        var seconds = BenchCommand.Number("--seconds", "-s", "How long it runs. Ctrl+C ends it earlier, with its figures.", 60, most: 3_600);
        var stale = BenchCommand.Number("--stale-after", null, "Seconds after a change in which a read may see the state before it.", (int)ProbeOptions.CacheBound.TotalSeconds, most: 600);
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
        BenchCommand.Print(figures, json, ProbeView.Table);
        return figures.IsBroken ? Broken : 0;
    }
}
