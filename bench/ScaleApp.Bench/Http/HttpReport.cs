using Spectre.Console;

namespace ScaleApp.Bench.Http;

/// <summary>Shows figures, and of each endpoint how the first of its contestants compares with the others.</summary>
internal static class HttpReport
{
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
