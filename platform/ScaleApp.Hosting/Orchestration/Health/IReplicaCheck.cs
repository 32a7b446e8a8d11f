using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.Hosting.Orchestration.Health;

/// <summary>One question that a replica (or a resource without a process) has to answer well to be ready.</summary>
internal interface IReplicaCheck
{
    /// <summary>What it is called in health reports.</summary>
    string Name { get; }

    /// <summary>Asks once. May throw; the monitor gives it a deadline and counts an exception as failed.</summary>
    Task<CheckResult> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>The answer to one check.</summary>
/// <param name="Status">Degraded counts as passed.</param>
/// <param name="Description">Why, in one sentence, when it is not healthy.</param>
internal readonly record struct CheckResult(HealthStatus Status, string? Description = null)
{
    public static CheckResult Healthy { get; } = new(HealthStatus.Healthy);

    public static CheckResult Unhealthy(string description) => new(HealthStatus.Unhealthy, description);
}

/// <summary>The newest answer of one check, as reports show it.</summary>
internal sealed record CheckReport(string Name, HealthStatus Status, string? Description);
