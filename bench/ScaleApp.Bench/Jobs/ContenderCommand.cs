using System.CommandLine;
using System.Text.Json;

namespace ScaleApp.Bench.Jobs;

/// <summary>Hidden: one scenario on our side, in the process that the benchmark starts for it.</summary>
internal static class ContenderCommand
{
    public const string Name = "jobs-contender";

    public static Command Create()
    {
        var redis = new Option<string>("--redis") { Required = true };
        var scenario = new Option<string>("--scenario") { Required = true };
        var jobs = new Option<int>("--jobs");
        var concurrency = new Option<int>("--concurrency");
        var history = new Option<int>("--history");
        var limit = new Option<int>("--limit");
        var pad = new Option<int>("--pad");
        var command = new Command(Name) { redis, scenario, jobs, concurrency, history, limit, pad };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = new Scenario(parsed.GetRequiredValue(scenario))
            {
                Jobs = parsed.GetValue(jobs),
                Concurrency = parsed.GetValue(concurrency),
                History = parsed.GetValue(history),
                Limit = parsed.GetValue(limit),
                Pad = parsed.GetValue(pad),
            };
            var outcome = await new Contender(parsed.GetRequiredValue(redis), asked).RunAsync(cancellationToken);
            Console.WriteLine(JsonSerializer.Serialize(outcome, OutcomeJson.Default.Outcome));
            return 0;
        });
        return command;
    }
}
