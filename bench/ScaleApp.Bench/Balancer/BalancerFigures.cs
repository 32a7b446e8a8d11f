using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Balancer;

/// <summary>One round of one contender.</summary>
internal sealed record Round(Load Load, TimeSpan CpuTime)
{
    public double CpuMicrosecondsPerRequest => CpuTime.TotalMicroseconds / Math.Max(1, Load.Requests);
}

/// <summary>Medians over the rounds of one contender at one number of connections.</summary>
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

/// <summary>Ours beside nginx at one number of connections.</summary>
internal sealed record Comparison(int Connections, Contender Ours, Contender Nginx, Contender Direct)
{
    /// <summary>Requests per second, ours over nginx's; the target is 0.5 at 64 connections.</summary>
    public double RateRatio => Ours.RequestsPerSecond / Nginx.RequestsPerSecond;

    /// <summary>99th percentile, ours over nginx's; the target is 2 at 64 connections.</summary>
    public double P99Ratio => Ours.P99Milliseconds / Nginx.P99Milliseconds;
}
