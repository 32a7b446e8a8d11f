namespace ScaleApp.Bench.Digests;

/// <summary>What one side took for the digest.</summary>
/// <param name="Name">The side.</param>
/// <param name="Subscribers">How many mails it handed over.</param>
/// <param name="Seconds">From the request to the last settled mail.</param>
/// <param name="CommandsPerSubscriber">What Redis executed, divided by the subscribers.</param>
/// <param name="PeakMebibytes">The most that the data in Redis grew by.</param>
internal sealed record DigestFigures(string Name, int Subscribers, double Seconds, double CommandsPerSubscriber, double PeakMebibytes)
{
    public double PerSecond => Subscribers / Seconds;
}
