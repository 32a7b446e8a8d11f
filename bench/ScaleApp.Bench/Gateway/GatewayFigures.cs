using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Gateway;

/// <summary>One round of one contender.</summary>
internal sealed record Round(Load Load, TimeSpan CpuTime)
{
    public double CpuMicrosecondsPerRequest => CpuTime.TotalMicroseconds / Math.Max(1, Load.Requests);
}

/// <summary>Medians over the rounds of one contender.</summary>
internal sealed record Contender(string Name, double RequestsPerSecond, double P50Milliseconds, double P99Milliseconds, double CpuMicroseconds, long Errors)
{
    public static Contender Of(string name, IReadOnlyCollection<Round> rounds) => new(
        name,
        rounds.Select(round => round.Load.RequestsPerSecond).Median(),
        rounds.Select(round => round.Load.P50.TotalMilliseconds).Median(),
        rounds.Select(round => round.Load.P99.TotalMilliseconds).Median(),
        rounds.Select(round => round.CpuMicrosecondsPerRequest).Median(),
        rounds.Sum(round => round.Load.Errors));
}

/// <summary>The gateway beside nginx, and an upstream that is asked directly.</summary>
internal sealed record Comparison(int Connections, Contender Gateway, Contender Nginx, Contender Direct)
{
    /// <summary>Processor time for a request, the gateway's over nginx's. Target: at most 3.</summary>
    public double CpuRatio => Gateway.CpuMicroseconds / Nginx.CpuMicroseconds;

    /// <summary>Requests per second, the gateway's over nginx's. Target: at least 0.7.</summary>
    public double RateRatio => Gateway.RequestsPerSecond / Nginx.RequestsPerSecond;

    /// <summary>99th percentile, the gateway's over nginx's. Target: at most 2.</summary>
    public double P99Ratio => Gateway.P99Milliseconds / Nginx.P99Milliseconds;
}

/// <summary>What clients saw while replicas were killed.</summary>
/// <param name="Kills">How many replicas were killed.</param>
/// <param name="Requests">All requests.</param>
/// <param name="FailedRepeatable">GET and PUT requests without a good answer. Target: none.</param>
/// <param name="InterruptedPosts">POST requests that a killed replica had, answered with 502.</param>
/// <param name="FailedPosts">POST requests that failed in another way. Target: none.</param>
internal sealed record KillFigures(int Kills, long Requests, long FailedRepeatable, long InterruptedPosts, long FailedPosts);
