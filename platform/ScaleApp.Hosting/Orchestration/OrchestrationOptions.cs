using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Hosting.Orchestration;

/// <summary>How patient the orchestrator is with replicas. The defaults suit a developer's machine.</summary>
internal sealed class OrchestrationOptions : IValidatableObject
{
    public const string Section = "ScaleApp:Orchestration";

    /// <summary>The pause before the first restart of a replica that died; doubled for every further one. 250 ms.</summary>
    public TimeSpan RestartDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between two restarts; 30 s.</summary>
    public TimeSpan MaxRestartDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a replica has to be healthy before its earlier deaths are forgotten; 10 s.</summary>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a program that ends before it was ever healthy is tried while the topology starts; 3.</summary>
    [Range(1, 100)]
    public int MaxStartAttempts { get; set; } = 3;

    /// <summary>How long a program without health checks has to run before it counts as healthy; 1 s.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a program without health checks has to run before its end is an accident and not a failed start; 5 s.
    /// </summary>
    public TimeSpan ProvenAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause between two health checks of a replica that is not healthy (yet); 100 ms.</summary>
    public TimeSpan StartingCheckInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause between two health checks of a healthy replica; 2 s.</summary>
    public TimeSpan HealthyCheckInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one health check may take before it counts as failed; 2 s.</summary>
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many checks in a row a healthy replica may fail before it gets no more requests; 3.</summary>
    [Range(1, 100)]
    public int FailuresUntilNotReady { get; set; } = 3;

    /// <summary>How long requests in flight may take when one replica is stopped while the topology goes on; 10 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long requests in flight may take before the programs are asked to stop at shutdown; 500 ms.</summary>
    public TimeSpan ShutdownDrainTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RestartDelay <= TimeSpan.Zero || MaxRestartDelay < RestartDelay)
        {
            yield return new($"{Section}: RestartDelay must be positive and at most MaxRestartDelay.");
        }

        if (StartingCheckInterval <= TimeSpan.Zero || HealthyCheckInterval <= TimeSpan.Zero || CheckTimeout <= TimeSpan.Zero)
        {
            yield return new($"{Section}: StartingCheckInterval, HealthyCheckInterval and CheckTimeout must be positive.");
        }
    }
}
