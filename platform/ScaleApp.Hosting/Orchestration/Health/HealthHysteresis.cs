namespace ScaleApp.Hosting.Orchestration.Health;

/// <summary>Turns single checks into a steady answer: one pass makes a replica ready, several failures in a row end it.</summary>
internal sealed class HealthHysteresis(OrchestrationOptions options)
{
    private int _failures;

    public bool IsReady { get; private set; }

    /// <summary>Takes in the outcome of one check, and returns the pause before the next.</summary>
    public TimeSpan Observe(bool passed)
    {
        _failures = passed ? 0 : _failures + 1;
        IsReady = passed || (IsReady && _failures < options.FailuresUntilNotReady);

        // A doubtful replica is asked again soon: it either recovers or is out after a few hundred milliseconds.
        return passed ? options.HealthyCheckInterval : options.StartingCheckInterval;
    }
}
