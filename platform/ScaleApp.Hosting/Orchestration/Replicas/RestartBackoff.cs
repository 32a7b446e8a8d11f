namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>How long to wait before a replica that keeps dying is started again.</summary>
/// <remarks>
/// Exponential with "equal jitter": half of the pause is fixed and half is random, so that replicas that died together do
/// not come back together, and none comes back at once.
/// </remarks>
internal sealed class RestartBackoff(OrchestrationOptions options, Func<double> random)
{
    private const int MaxDoublings = 20;

    /// <summary>Deaths in a row, without a healthy while in between.</summary>
    public int Failures { get; private set; }

    /// <summary>Counts one more death, and returns the pause that has to follow it.</summary>
    /// <param name="healthyFor">How long the replica was healthy before it died; zero when it never was.</param>
    public TimeSpan Next(TimeSpan healthyFor)
    {
        Failures = healthyFor >= options.StableAfter ? 1 : Failures + 1;
        var pause = options.RestartDelay * Math.Pow(2, Math.Min(Failures - 1, MaxDoublings));
        var capped = pause < options.MaxRestartDelay ? pause : options.MaxRestartDelay;
        return capped * (0.5 + (random() / 2));
    }

    public void Reset() => Failures = 0;
}
