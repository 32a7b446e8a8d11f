using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Digests;

/// <summary>What one side took for the digest.</summary>
/// <param name="Name">The side.</param>
/// <param name="Subscribers">How many mails it handed over.</param>
/// <param name="Seconds">From the request to the last settled mail.</param>
/// <param name="CommandsPerSubscriber">What Redis executed, divided by the subscribers.</param>
/// <param name="PeakMebibytes">The most that the data in Redis grew by.</param>
/// <param name="WorkerMicroseconds">Processor time of the workers, divided by the subscribers.</param>
/// <param name="DatabaseMicroseconds">The same of PostgreSQL.</param>
/// <param name="RedisMicroseconds">The same of Redis.</param>
internal sealed record DigestFigures(string Name, int Subscribers, double Seconds, double CommandsPerSubscriber, double PeakMebibytes,
    double WorkerMicroseconds, double DatabaseMicroseconds, double RedisMicroseconds)
{
    public double PerSecond => Subscribers / Seconds;

    public double Microseconds => WorkerMicroseconds + DatabaseMicroseconds + RedisMicroseconds;

    /// <summary>The median of each figure over the rounds of one side.</summary>
    public static DigestFigures MedianOf(IReadOnlyCollection<DigestFigures> rounds)
    {
        var first = rounds.First();
        return new(first.Name, first.Subscribers, Median(round => round.Seconds), Median(round => round.CommandsPerSubscriber), Median(round => round.PeakMebibytes),
            Median(round => round.WorkerMicroseconds), Median(round => round.DatabaseMicroseconds), Median(round => round.RedisMicroseconds));

        double Median(Func<DigestFigures, double> figure) => Statistics.Median(rounds.Select(figure));
    }
}
