using System.CommandLine;
using System.Text.Json;
using ScaleApp.Bench.Measuring;
using Spectre.Console;

namespace ScaleApp.Bench.Telemetry;

/// <summary>The dashboard's figures: what it takes in, what that costs, and what being watched costs a service.</summary>
internal static class TelemetryCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var records = new Option<int>("--records") { Description = "Spans, and log records, a round.", DefaultValueFactory = _ => 500_000 };
        var rounds = new Option<int>("--rounds", "-r") { Description = "Rounds; the median counts.", DefaultValueFactory = _ => 3 };
        var soak = new Option<int>("--soak") { Description = "Seconds of sending to a full dashboard.", DefaultValueFactory = _ => 600 };
        var seconds = new Option<int>("--seconds", "-s") { Description = "Seconds a round of load on the API.", DefaultValueFactory = _ => 10 };
        var skipApi = new Option<bool>("--no-api") { Description = "Leaves out the topology with telemetry on and off." };
        foreach (var (option, least, most) in new[] { (records, 10_000, 100_000_000), (rounds, 1, 100), (soak, 1, 86_400), (seconds, 1, 600) })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
                {
                    result.AddError($"{option.Name} is out of range: {least} to {most}.");
                }
            });
        }

        var json = BenchCommand.Json();
        var command = new Command("telemetry", "What the dashboard takes in, holds and shows, and what sending to it costs the API.")
        {
            records, rounds, soak, seconds, skipApi, json,
        };
        command.Run(async (parsed, cancellationToken) =>
        {
            var ingest = await new IngestBenchmark(parsed.GetValue(records), parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(soak)))
                .RunAsync(cancellationToken);
            var api = parsed.GetValue(skipApi)
                ? null
                : await new ApiBenchmark(parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds))).RunAsync(cancellationToken);
            Print(ingest, api, parsed.GetValue(json));
        });
        return command;
    }

    private static void Print(IngestFigures ingest, ApiFigures? api, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { ingest, api }, Indented));
            return;
        }

        var table = new Table().AddColumns("", "measured", "target");
        table.AddRow("spans a second, per core", $"{ingest.SpansPerCore:N0}", "50,000");
        table.AddRow("spans a second, beside the load generator", $"{ingest.SpansPerSecond:N0}", "");
        table.AddRow("log records a second, per core", $"{ingest.LogsPerCore:N0}", "50,000");
        table.AddRow("log records a second, beside the load generator", $"{ingest.LogsPerSecond:N0}", "");
        table.AddRow("memory with 1,000,000 spans, MB", $"{ingest.MillionSpansMegabytes:N0}", "1,500");
        table.AddRow("page of a trace of 1,000 spans, ms", $"{ingest.TracePageMilliseconds:0.0}", "100");
        table.AddRow($"memory at the end of {ingest.SoakSeconds:0} s of sending, MB", $"{ingest.SoakMegabytes:N0}", "");
        table.AddRow("... over that of the middle third", ingest.SoakGrowth is { } growth ? $"{growth:0.00}" : "too short", "1");
        if (api is not null)
        {
            table.AddRow("API requests a second, telemetry on / off", $"{api.On:N0} / {api.Off:N0} = {api.Ratio:0.00}", "0.85");
        }

        AnsiConsole.Write(table);
    }
}
