using System.CommandLine;
using System.Text.Json;
using ScaleApp.Bench.Measuring;
using ScaleApp.Worker.Email;

namespace ScaleApp.Bench.Checking;

internal static class CheckCommand
{
    private const int Failed = 2;

    public static Command Create()
    {
        var address = new Argument<Uri>("address")
        {
            Description = "The shop's address.",
            DefaultValueFactory = _ => new Uri("http://localhost:5080"),
            CustomParser = result => BenchCommand.ParseAddress(result, result.Tokens[0].Value),
        };
        var requests = BenchCommand.Number("--requests", "-n", "How many requests use one session.", 1_000, most: 1_000_000, least: 10);
        var mail = new Option<string>("--mail-folder")
        {
            Description = "The workers' Email:PickupFolder, to see that no job runs twice.",
            DefaultValueFactory = _ => new EmailOptions().PickupFolder,
        };
        var json = BenchCommand.Json();
        var command = new Command("check", "Checks a running shop line by line: sessions, files, limits, cache, jobs, health, local files. Exit code 2: a line failed.")
        {
            address, requests, mail, json,
        };
        command.Run((parsed, ct) => RunAsync(parsed.GetRequiredValue(address), parsed.GetValue(requests), parsed.GetValue(mail), parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(Uri address, int requests, string? mailFolder, bool json, CancellationToken ct)
    {
        using var shop = new CheckedShop(address);
        var lines = new List<CheckLine>();
        try
        {
            await foreach (var line in new Checklist(shop, requests, mailFolder).RunAsync(ct))
            {
                lines.Add(line);
                if (!json)
                {
                    Console.WriteLine($"{line.Outcome,-8} {line.Name,-21} {line.Evidence}");
                }
            }
        }
        catch (HttpRequestException error)
        {
            throw new BenchException($"{address} stopped answering: {error.Message}");
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(lines, JsonSerializerOptions.Web));
        }

        return lines.Any(line => line.Outcome == CheckOutcome.Failed) ? Failed : 0;
    }
}
