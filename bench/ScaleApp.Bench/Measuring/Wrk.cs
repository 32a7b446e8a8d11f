using System.Text.Json;

namespace ScaleApp.Bench.Measuring;

/// <summary>What one run of wrk saw.</summary>
internal sealed record Load(double RequestsPerSecond, long Requests, double P50Milliseconds, double P99Milliseconds, long Errors);

internal static class Wrk
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "wrk.lua");

    /// <summary>Each connection sends one request after another, after a wait of <paramref name="think"/> on average; without that the server is saturated.</summary>
    public static async Task<Load> RunAsync(Uri address, int connections, TimeSpan duration, CancellationToken ct, string? header = null, TimeSpan? think = null)
    {
        List<string> arguments = ["-t", "1", "-c", $"{connections}", "-d", $"{duration.TotalSeconds:0}s", "--timeout", "10s", "-s", Script];
        if (header is not null)
        {
            arguments.AddRange(["-H", header]);
        }

        arguments.Add($"{address}");
        if (think is { } pause)
        {
            arguments.Add($"{pause.TotalMilliseconds:0}");
        }

        await using var wrk = MeasuredProcess.Start(Programs.Find("wrk"), arguments, drain: false);
        var report = await wrk.Output.ReadToEndAsync(ct);
        return report.Split('\n').LastOrDefault(line => line.StartsWith('{')) is { } figures
            ? JsonSerializer.Deserialize<Load>(figures, JsonSerializerOptions.Web)!
            : throw new BenchException($"wrk could not measure {address}: {await wrk.EndAsync(ct)}\n{report}");
    }
}
