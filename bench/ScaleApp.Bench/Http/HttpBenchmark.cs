using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

/// <summary>
/// One of those that are compared: where it listens, which processes it is, whose commands are counted, and what a request to an
/// endpoint carries.
/// </summary>
internal sealed record Contestant(
    string Name, Uri Address, IReadOnlyList<int> Processes, RedisCalls? Redis = null, IReadOnlyDictionary<string, string?>? Headers = null)
{
    // Until what is hot has been compiled with what was seen of it, which takes as many requests in every process.
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(10) * Processes.Count;

    public TimeSpan CpuTime() => MeasuredProcess.CpuTimeOf(Processes);
}

/// <summary>What a contestant is given to do.</summary>
/// <param name="Connections">Each sends one request after another.</param>
/// <param name="Duration">Of a round.</param>
/// <param name="Think">How long a connection waits before each request, on average; null when it does not.</param>
/// <param name="IsPerProcess">Whether the connections are so many for each of its processes, or for all of them.</param>
internal sealed record LoadShape(int Connections, TimeSpan Duration, TimeSpan? Think = null, bool IsPerProcess = false);

/// <summary>Puts the same load on all contestants, by turns.</summary>
internal sealed class HttpBenchmark(int rounds, LoadShape shape)
{
    /// <summary>Measures an endpoint of all contestants; medians over the rounds, in their order.</summary>
    public async Task<IReadOnlyList<HttpFigures>> MeasureAsync(string path, IReadOnlyList<Contestant> contestants, CancellationToken ct)
    {
        foreach (var contestant in contestants)
        {
            await RunAsync(path, contestant, shape with { Duration = contestant.WarmUp, Think = null }, ct);
        }

        var results = await Rounds.RunAsync(rounds, [.. contestants.Select(contestant => (Func<Task<HttpRound>>)(() => MeasureAsync(path, contestant, ct)))]);
        return [.. contestants.Zip(results, (contestant, measured) => HttpFigures.Of(path, contestant.Name, measured))];
    }

    private async Task<HttpRound> MeasureAsync(string path, Contestant contestant, CancellationToken ct)
    {
        var cpu = contestant.CpuTime();
        var calls = contestant.Redis is { } before ? await before.CountAsync() : null;
        var load = await RunAsync(path, contestant, shape, ct);
        var used = contestant.CpuTime() - cpu;
        return new HttpRound(load, used, calls is null ? null : (await contestant.Redis!.CountAsync()).PerRequest(calls, load.Requests));
    }

    private static Task<Load> RunAsync(string path, Contestant contestant, LoadShape load, CancellationToken ct) => Wrk.RunAsync(
        new Uri(contestant.Address, path), load.Connections * (load.IsPerProcess ? contestant.Processes.Count : 1), load.Duration, ct,
        contestant.Headers?[path], load.Think);
}
