using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.Hosting.Orchestration.Health;

/// <summary>A health check that is registered in the application under a key, such as the PING of Redis.</summary>
internal sealed class RegisteredCheck(string key, HealthCheckService checks) : IReplicaCheck
{
    public string Name => key;

    public async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(registration => registration.Name == key, cancellationToken);
        return report.Entries.TryGetValue(key, out var entry)
            ? new CheckResult(entry.Status, entry.Description ?? entry.Exception?.Message)
            : CheckResult.Unhealthy($"no health check is registered under '{key}'; add it with builder.Services.AddHealthChecks()");
    }
}
