using System.CommandLine;
using System.Text.Json;
using ScaleApp.Bench.Http;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Digests;

/// <summary>The digest beside BullMQ: as articles do it, and with the same chunks and statements.</summary>
internal static class DigestCommand
{
    private const double TargetOverEach = 2.5, TargetOverChunks = 1.0, TargetCommands = 0.5, TargetMebibytes = 2;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var subscribers = new Option<int>("--subscribers", "-n") { Description = "Subscribers of the digest.", DefaultValueFactory = _ => 100_000 };
        var smtp = new Option<bool>("--smtp") { Description = "Mail goes to an SMTP server of this process on all sides, by MailKit and by nodemailer, and not nowhere." };
        var json = BenchCommand.Json();
        var command = new Command("digest", "The digest by two workers against BullMQ; mail goes nowhere on all sides.") { subscribers, smtp, json };
        command.Run(async (parsed, ct) =>
        {
            await using var shop = await ShopRun.StartAsync(replicas: 1, ct);
            await using var sink = parsed.GetValue(smtp) ? new SmtpSink() : null;
            await using var benchmark = new DigestBenchmark(shop, parsed.GetValue(subscribers), sink?.Port);
            await benchmark.PrepareAsync(ct);
            List<DigestFigures> figures =
            [
                await benchmark.OursAsync(kill: false, ct),
                await benchmark.PeerAsync("BullMQ, a job a subscriber", "each", ct),
                await benchmark.PeerAsync("BullMQ, the same chunks", "chunks", ct),
            ];
            if (sink is null)
            {
                figures.Add(await benchmark.OursAsync(kill: true, ct));
            }

            Print(figures, hasTargets: sink is null, parsed.GetValue(json));
        });
        return command;
    }

    private static void Print(List<DigestFigures> figures, bool hasTargets, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, Indented));
            return;
        }

        var table = new Table().AddColumns("", "seconds", "mails/s", "ours / its", "target", "Redis commands a mail", "Redis peak MiB");
        foreach (var side in figures)
        {
            table.AddRow(side.Name, $"{side.Seconds:0.0}", $"{side.PerSecond:N0}", $"{figures[0].PerSecond / side.PerSecond:0.00}",
                hasTargets ? TargetOf(side, figures) : "",
                $"{side.CommandsPerSubscriber:0.00}", $"{side.PeakMebibytes:0.0}");
        }

        if (hasTargets)
        {
            table.AddRow("target of ScaleApp", "", "", "", "", $"<= {TargetCommands}", $"<= {TargetMebibytes}");
        }

        AnsiConsole.Write(table);
    }

    private static string TargetOf(DigestFigures side, List<DigestFigures> figures) =>
        side == figures[1] ? $">= {TargetOverEach}" : side == figures[2] ? $">= {TargetOverChunks}" : "";
}
