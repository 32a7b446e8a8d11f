using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

/// <summary>One round of one contestant; without calls to Redis where none are counted.</summary>
internal sealed record HttpRound(Load Load, TimeSpan CpuTime, double? RedisCalls);

/// <summary>
/// Medians over the rounds of one contestant at one endpoint: processor time of all its processes for a request, and round trips to Redis for a
/// request, null where none are counted. Errors are those of all rounds.
/// </summary>
internal sealed record HttpFigures(string Path, string Name, double RequestsPerSecond, double P50Milliseconds, double P99Milliseconds,
    double CpuMicroseconds, double? RedisCalls, long Errors)
{
    public static HttpFigures Of(string path, string name, IReadOnlyCollection<HttpRound> rounds) => new(
        path,
        name,
        rounds.Median(round => round.Load.RequestsPerSecond),
        rounds.Median(round => round.Load.P50.TotalMilliseconds),
        rounds.Median(round => round.Load.P99.TotalMilliseconds),
        rounds.Median(round => round.CpuTime.TotalMicroseconds / Math.Max(1, round.Load.Requests)),
        rounds.Any(round => round.RedisCalls is null) ? null : rounds.Median(round => round.RedisCalls!.Value),
        rounds.Sum(round => round.Load.Errors));
}
