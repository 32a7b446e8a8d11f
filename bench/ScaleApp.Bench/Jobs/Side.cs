using System.Text.Json;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Jobs;

/// <summary>One of the two that are compared: how a process of it is started for a scenario, on the Redis of that address.</summary>
internal sealed class Side(string name, Func<Scenario, string, MeasuredProcess> start, string redis)
{
    public string Name => name;

    /// <summary>The same side on another Redis.</summary>
    public Side On(BenchRedis other) => new(name, start, other.Address);

    /// <summary>Runs a scenario that needs no orders while it runs.</summary>
    public async Task<Outcome> RunAsync(Scenario scenario, CancellationToken ct)
    {
        await using var process = start(scenario, redis);
        return await ReadAsync(process, ct);
    }

    /// <summary>
    /// Has processes work off what waits: warmed up, then started at once. <paramref name="beforeStart"/> runs when all are ready.
    /// </summary>
    public async Task<Outcome> WorkAsync(Scenario scenario, int processes, Func<Task> beforeStart, CancellationToken ct)
    {
        var running = new List<MeasuredProcess>();
        try
        {
            for (var i = 0; i < processes; i++)
            {
                // One after the other: the warm-up of one must not take the jobs of the other's.
                running.Add(start(scenario, redis));
                await ExpectReadyAsync(running[i], ct);
            }

            await beforeStart();
            foreach (var process in running)
            {
                await process.Input.WriteLineAsync("go");
                await process.Input.FlushAsync(ct);
            }

            var outcomes = await Task.WhenAll(running.Select(process => ReadAsync(process, ct)));
            return Together(outcomes);
        }
        finally
        {
            foreach (var process in running)
            {
                await process.DisposeAsync();
            }
        }
    }

    private static Outcome Together(Outcome[] outcomes)
    {
        var busy = outcomes.Where(outcome => outcome.Count > 0).ToArray();
        if (busy.Length == 0)
        {
            throw new BenchException("No job was worked on; nothing was measured.");
        }

        var (count, first, last) = (busy.Sum(one => one.Count), busy.Min(one => one.First), busy.Max(one => one.Last));
        return new Outcome { Count = count, First = first, Last = last, PerSecond = count / ((last - first) / 1000), Cpu = outcomes.Sum(one => one.Cpu) };
    }

    private async Task ExpectReadyAsync(MeasuredProcess process, CancellationToken ct)
    {
        if (await process.Output.ReadLineAsync(ct) is var line and not "ready")
        {
            throw new BenchException($"{name} did not get ready: it printed '{line}'.");
        }
    }

    private async Task<Outcome> ReadAsync(MeasuredProcess process, CancellationToken ct)
    {
        var line = await process.Output.ReadLineAsync(ct);
        return line?.StartsWith('{') is true
            ? JsonSerializer.Deserialize(line, OutcomeJson.Default.Outcome)!
            : throw new BenchException($"{name} did not print its figures but '{line}'.");
    }
}
