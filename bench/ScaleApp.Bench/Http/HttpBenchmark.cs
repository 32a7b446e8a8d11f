using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

/// <summary>One of the two that are compared: where it listens, which process it is, and what a request to an endpoint carries.</summary>
internal sealed record Contestant(string Name, Uri Address, IReadOnlyList<int> Processes, IReadOnlyDictionary<string, string?> Headers)
{
    public TimeSpan CpuTime() => TimeSpan.FromTicks(Processes.Sum(process => MeasuredProcess.CpuTimeOf(process).Ticks));
}

/// <summary>Puts the same load on both, turn about, so that a noisy minute hits both.</summary>
internal sealed class HttpBenchmark(RedisCalls redis, int rounds, int connections, TimeSpan duration)
{
    // Until what is hot has been compiled with what was seen of it.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private readonly Wrk _wrk = new(Programs.Find("wrk"));

    /// <summary>Measures an endpoint of all contestants; medians over the rounds, in their order.</summary>
    public async Task<IReadOnlyList<HttpFigures>> MeasureAsync(string path, IReadOnlyList<Contestant> contestants, CancellationToken ct)
    {
        foreach (var contestant in contestants)
        {
            await _wrk.RunAsync(Address(contestant, path), connections, WarmUp, ct, contestant.Headers[path]);
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
        var (cpu, calls) = (contestant.CpuTime(), await redis.CountAsync());
        var load = await _wrk.RunAsync(Address(contestant, path), connections, duration, ct, contestant.Headers[path]);
        return new HttpRound(load, contestant.CpuTime() - cpu, (await redis.CountAsync()).PerRequest(calls, load.Requests));
    }

    private static Uri Address(Contestant contestant, string path) => new(contestant.Address, path);
}
