using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

/// <summary>One round of one contestant.</summary>
internal sealed record HttpRound(Load Load, TimeSpan CpuTime, double RedisCalls);

/// <summary>Medians over the rounds of one contestant at one endpoint.</summary>
/// <param name="Path">The endpoint.</param>
/// <param name="Name">The contestant.</param>
/// <param name="RequestsPerSecond">As the load generator saw them.</param>
/// <param name="P50Milliseconds">Median time of a request.</param>
/// <param name="P99Milliseconds">99th percentile of it.</param>
/// <param name="CpuSeconds">Processor time of the contestant's processes for 100,000 requests.</param>
/// <param name="RedisCalls">Round trips to Redis for a request.</param>
/// <param name="Errors">Requests that failed, in all rounds.</param>
internal sealed record HttpFigures(string Path, string Name, double RequestsPerSecond, double P50Milliseconds, double P99Milliseconds,
    double CpuSeconds, double RedisCalls, long Errors)
{
    public static HttpFigures Of(string path, string name, IReadOnlyCollection<HttpRound> rounds) => new(
        path,
        name,
        rounds.Select(round => round.Load.RequestsPerSecond).Median(),
        rounds.Select(round => round.Load.P50.TotalMilliseconds).Median(),
        rounds.Select(round => round.Load.P99.TotalMilliseconds).Median(),
        rounds.Select(round => round.CpuTime.TotalSeconds * 100_000 / Math.Max(1, round.Load.Requests)).Median(),
        rounds.Select(round => round.RedisCalls).Median(),
        rounds.Sum(round => round.Load.Errors));
}
