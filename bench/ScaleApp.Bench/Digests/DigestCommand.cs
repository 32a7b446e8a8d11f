using System.CommandLine;
using ScaleApp.Bench.Http;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Digests;

internal static class DigestCommand
{
    private const double TargetOverEach = 2.5, TargetOverChunks = 1.0, TargetCommands = 0.5, TargetMebibytes = 2;

    public static Command Create()
    {
        var subscribers = BenchCommand.Number("--subscribers", "-n", "Subscribers of the digest.", 100_000, most: 10_000_000, least: 10);
        var rounds = BenchCommand.Number("--rounds", "-r", "Rounds of each side, by turns; the median counts.", 1);
        var warm = new Option<bool>("--warm") { Description = "The workers of each side have sent one digest before the one that is measured, as on any day but the first." };
        var smtp = new Option<bool>("--smtp") { Description = "Mail goes to an SMTP server of this process on all sides, by MailKit and by nodemailer, and not nowhere." };
        var ours = new Option<bool>("--ours") { Description = "Only our side without a kill, for a profile." };
        var json = BenchCommand.Json();
        var command = new Command("digest", "The digest by two workers against BullMQ; mail goes nowhere on all sides.") { subscribers, rounds, warm, smtp, ours, json };
        command.Run(async (parsed, ct) =>
        {
            await using var shop = await ShopRun.StartAsync(replicas: 1, ct);
            await using var sink = parsed.GetValue(smtp) ? new SmtpSink() : null;
            await using var benchmark = new DigestBenchmark(shop, parsed.GetValue(subscribers), sink?.Port, parsed.GetValue(warm));
            await benchmark.PrepareAsync(ct);
            Func<Task<DigestFigures>>[] sides =
            [
                () => benchmark.OursAsync(kill: false, ct),
                () => benchmark.PeerAsync("BullMQ, a job a subscriber", "each", ct),
                () => benchmark.PeerAsync("BullMQ, the same chunks", "chunks", ct),
                () => benchmark.OursAsync(kill: true, ct),
            ];
            var measured = await Rounds.RunAsync(parsed.GetValue(rounds), parsed.GetValue(ours) ? sides[..1] : sink is null ? sides : sides[..^1]);
            BenchCommand.Print(measured.Select(DigestFigures.MedianOf).ToList(), parsed.GetValue(json), figures => Table(figures, hasTargets: sink is null));
        });
        return command;
    }

    private static Table Table(List<DigestFigures> figures, bool hasTargets)
    {
        var table = new Table().AddColumns("", "seconds", "mails/s", "ours / its", "target", "processor us a mail: workers + PostgreSQL + Redis", "Redis commands a mail", "peak MiB");
        foreach (var side in figures)
        {
            table.AddRow(side.Name, $"{side.Seconds:0.0}", $"{side.PerSecond:N0}", $"{figures[0].PerSecond / side.PerSecond:0.00}",
                hasTargets ? TargetOf(side, figures) : "",
                $"{side.Microseconds:0} = {side.WorkerMicroseconds:0} + {side.DatabaseMicroseconds:0} + {side.RedisMicroseconds:0}",
                $"{side.CommandsPerSubscriber:0.00}", $"{side.PeakMebibytes:0.0}");
        }

        return hasTargets ? table.AddRow("target of ScaleApp", "", "", "", "", "", $"<= {TargetCommands}", $"<= {TargetMebibytes}") : table;
    }

    private static string TargetOf(DigestFigures side, List<DigestFigures> figures) =>
        figures.Count < 2 ? "" : side == figures[1] ? $">= {TargetOverEach}" : side == figures[2] ? $">= {TargetOverChunks}" : "";
}
