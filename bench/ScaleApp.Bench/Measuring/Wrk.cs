using System.Globalization;
using System.Text.RegularExpressions;

namespace ScaleApp.Bench.Measuring;

/// <summary>What one run of wrk saw.</summary>
internal sealed record Load(double RequestsPerSecond, long Requests, TimeSpan P50, TimeSpan P99, long Errors);

/// <summary>Runs wrk, the load generator, and reads its report.</summary>
internal sealed partial class Wrk(string program)
{
    private static readonly string ThinkScript = Path.Combine(AppContext.BaseDirectory, "think.lua");

    /// <summary>Each connection sends one request after another, after a wait of <paramref name="think"/> on average; without that the server is saturated.</summary>
    public async Task<Load> RunAsync(Uri address, int connections, TimeSpan duration, CancellationToken cancellationToken, string? header = null,
        TimeSpan? think = null)
    {
        string[] arguments =
        [
            "-t", "1", "-c", connections.ToString(), "-d", $"{duration.TotalSeconds:0}s", "--latency", "--timeout", "10s",
            .. header is null ? (string[])[] : ["-H", header],
            .. think is { } pause ? (string[])["-s", ThinkScript, address.ToString(), $"{pause.TotalMilliseconds:0}"] : [address.ToString()],
        ];
        await using var wrk = MeasuredProcess.Start(program, arguments, drain: false);
        var report = await wrk.Output.ReadToEndAsync(cancellationToken);
        return Parse(report)
            ?? throw new BenchException($"wrk could not measure {address}: {await wrk.EndAsync(cancellationToken)}\n{report}");
    }

    internal static Load? Parse(string report)
    {
        var (rate, total) = (Rate().Match(report), Total().Match(report));
        var (p50, p99) = (Percentile(report, "50%"), Percentile(report, "99%"));
        if (!rate.Success || !total.Success || p50 is null || p99 is null)
        {
            return null;
        }

        var errors = ErrorCounts().Matches(report).Sum(match => long.Parse(match.Groups[1].Value));
        return new(double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(total.Groups[1].Value), p50.Value, p99.Value, errors);
    }

    private static TimeSpan? Percentile(string report, string name)
    {
        var match = Regex.Match(report, $@"^\s+{name}\s+([\d.]+)(us|ms|s|m)\s*$", RegexOptions.Multiline);
        if (!match.Success)
        {
            return null;
        }

        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "us" => TimeSpan.FromMicroseconds(value),
            "ms" => TimeSpan.FromMilliseconds(value),
            "s" => TimeSpan.FromSeconds(value),
            _ => TimeSpan.FromMinutes(value),
        };
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Total();

    [GeneratedRegex(@"(?:connect|read|write|timeout|Non-2xx or 3xx responses:?) (\d+)")]
    private static partial Regex ErrorCounts();
}
