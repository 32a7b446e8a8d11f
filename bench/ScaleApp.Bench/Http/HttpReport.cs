using System.Text.Json;
using Spectre.Console;

namespace ScaleApp.Bench.Http;

/// <summary>Prints figures, and of each endpoint how the first of its contestants compares with the others.</summary>
internal static class HttpReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Print(IReadOnlyList<HttpFigures> figures, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, Indented));
            return;
        }

        var table = new Table().AddColumns("endpoint", "", "requests/s", "p50 ms", "p99 ms", "CPU s/100,000", "Redis/request", "errors");
        foreach (var endpoint in figures.GroupBy(figure => figure.Path))
        {
            var first = endpoint.First();
            foreach (var figure in endpoint)
            {
                table.AddRow(figure.Path, figure.Name, $"{figure.RequestsPerSecond:0}", $"{figure.P50Milliseconds:0.00}", $"{figure.P99Milliseconds:0.00}",
                    $"{figure.CpuSeconds:0.00}", $"{figure.RedisCalls:0.000}", $"{figure.Errors}");
            }

            foreach (var other in endpoint.Skip(1))
            {
                table.AddRow("", $"{first.Name} / {other.Name}", $"{first.RequestsPerSecond / other.RequestsPerSecond:0.00}",
                    $"{first.P50Milliseconds / other.P50Milliseconds:0.00}", $"{first.P99Milliseconds / other.P99Milliseconds:0.00}",
                    $"{first.CpuSeconds / other.CpuSeconds:0.00}", "", "");
            }
        }

        AnsiConsole.Write(table);
    }
}
