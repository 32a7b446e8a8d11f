using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

/// <summary>
/// One of those that are compared: where it listens, which processes it is, whose commands are counted, and what a request to an
/// endpoint carries.
/// </summary>
internal sealed record Contestant(
    string Name, Uri Address, IReadOnlyList<int> Processes, RedisCalls Redis, IReadOnlyDictionary<string, string?> Headers)
{
    public TimeSpan CpuTime() => TimeSpan.FromTicks(Processes.Sum(process => MeasuredProcess.CpuTimeOf(process).Ticks));
}

/// <summary>What a contestant is given to do.</summary>
/// <param name="Connections">Each sends one request after another.</param>
/// <param name="Duration">Of a round.</param>
/// <param name="Think">How long a connection waits before each request, on average; null when it does not.</param>
/// <param name="IsPerProcess">Whether the connections are so many for each of its processes, or for all of them.</param>
internal sealed record LoadShape(int Connections, TimeSpan Duration, TimeSpan? Think = null, bool IsPerProcess = false);

/// <summary>Puts the same load on all contestants, turn about, so that a noisy minute hits all.</summary>
internal sealed class HttpBenchmark(int rounds, LoadShape shape)
{
    // Until what is hot has been compiled with what was seen of it, which takes as many requests in every process.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private readonly Wrk _wrk = new(Programs.Find("wrk"));

    /// <summary>Measures an endpoint of all contestants; medians over the rounds, in their order.</summary>
    public async Task<IReadOnlyList<HttpFigures>> MeasureAsync(string path, IReadOnlyList<Contestant> contestants, CancellationToken ct)
    {
        foreach (var contestant in contestants)
        {
            await RunAsync(path, contestant, shape with { Duration = WarmUp * contestant.Processes.Count, Think = null }, ct);
        }

        var results = contestants.Select(_ => new List<HttpRound>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contestants.Count; i++)
            {
                results[i].Add(await MeasureAsync(path, contestants[i], ct));
            }
        }

        return [.. contestants.Select((contestant, i) => HttpFigures.Of(path, contestant.Name, results[i]))];
    }

    private async Task<HttpRound> MeasureAsync(string path, Contestant contestant, CancellationToken ct)
    {
        var (cpu, calls) = (contestant.CpuTime(), await contestant.Redis.CountAsync());
        var load = await RunAsync(path, contestant, shape, ct);
        return new HttpRound(load, contestant.CpuTime() - cpu, (await contestant.Redis.CountAsync()).PerRequest(calls, load.Requests));
    }

    private Task<Load> RunAsync(string path, Contestant contestant, LoadShape load, CancellationToken ct) => _wrk.RunAsync(
        new Uri(contestant.Address, path), load.Connections * (load.IsPerProcess ? contestant.Processes.Count : 1), load.Duration, ct,
        contestant.Headers[path], load.Think);
}
