using ScaleApp.Bench.Measuring;
using Spectre.Console;

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
        rounds.Median(round => round.Load.P50Milliseconds),
        rounds.Median(round => round.Load.P99Milliseconds),
        rounds.Median(round => round.CpuTime.TotalMicroseconds / Math.Max(1, round.Load.Requests)),
        rounds.Any(round => round.RedisCalls is null) ? null : rounds.Median(round => round.RedisCalls!.Value),
        rounds.Sum(round => round.Load.Errors));

    /// <summary>The figures, and below those of each endpoint how the first contestant compares with the others.</summary>
    public static Table Table(IReadOnlyList<HttpFigures> figures)
    {
        var table = new Table().AddColumns("endpoint", "", "requests/s", "p50 ms", "p99 ms", "CPU us/request", "Redis/request", "errors");
        foreach (var endpoint in figures.GroupBy(figure => figure.Path))
        {
            var first = endpoint.First();
            foreach (var figure in endpoint)
            {
                table.AddRow(figure.Path, figure.Name, $"{figure.RequestsPerSecond:0}", $"{figure.P50Milliseconds:0.00}", $"{figure.P99Milliseconds:0.00}",
                    $"{figure.CpuMicroseconds:0.0}", $"{figure.RedisCalls:0.000}", $"{figure.Errors}");
            }

            foreach (var other in endpoint.Skip(1))
            {
                table.AddRow("", $"{first.Name} / {other.Name}", $"{first.RequestsPerSecond / other.RequestsPerSecond:0.00}",
                    $"{first.P50Milliseconds / other.P50Milliseconds:0.00}", $"{first.P99Milliseconds / other.P99Milliseconds:0.00}",
                    $"{first.CpuMicroseconds / other.CpuMicroseconds:0.00}", "", "");
            }
        }

        return table;
    }
}
