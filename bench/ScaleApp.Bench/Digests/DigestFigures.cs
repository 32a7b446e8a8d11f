using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Digests;

/// <summary>
/// What one side took for the digest, from the request to the last settled mail: commands of Redis and processor time for each subscriber, and the
/// most that the data in Redis grew by.
/// </summary>
internal sealed record DigestFigures(string Name, int Subscribers, double Seconds, double CommandsPerSubscriber, double PeakMebibytes,
    double WorkerMicroseconds, double DatabaseMicroseconds, double RedisMicroseconds)
{
    public double PerSecond => Subscribers / Seconds;

    public double Microseconds => WorkerMicroseconds + DatabaseMicroseconds + RedisMicroseconds;

    /// <summary>The median of each figure over the rounds of one side.</summary>
    public static DigestFigures MedianOf(IReadOnlyCollection<DigestFigures> rounds)
    {
        var first = rounds.First();
        return new(first.Name, first.Subscribers, rounds.Median(round => round.Seconds), rounds.Median(round => round.CommandsPerSubscriber),
            rounds.Median(round => round.PeakMebibytes), rounds.Median(round => round.WorkerMicroseconds),
            rounds.Median(round => round.DatabaseMicroseconds), rounds.Median(round => round.RedisMicroseconds));
    }
}
