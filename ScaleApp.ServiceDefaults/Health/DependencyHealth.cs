using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.ServiceDefaults;

/// <summary>Checks the dependencies at most once a second, however many requests ask.</summary>
/// <remarks>A dependency that hangs holds up one check, not one for each request.</remarks>
internal sealed class DependencyHealth(HealthCheckService checks, TimeProvider time)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    // A little more than the time-out of each check, for one that does not observe it.
    private static readonly TimeSpan ReportTimeout = HealthEndpoints.CheckTimeout + TimeSpan.FromSeconds(0.5);

    private readonly Lock _gate = new();
    private Task<HealthReport>? _report;
    private long _startedAt;

    /// <exception cref="TimeoutException">A check did not end in time.</exception>
    public Task<HealthReport> ReportAsync(CancellationToken cancellationToken)
    {
        Task<HealthReport> report;
        lock (_gate)
        {
            if (_report is null || (_report.IsCompleted && time.GetElapsedTime(_startedAt) >= MaxAge))
            {
                _startedAt = time.GetTimestamp();
                _report = Task.Run(() => checks.CheckHealthAsync(HealthEndpoints.IsDependency, CancellationToken.None), CancellationToken.None);
            }

            report = _report;
        }

        return report.WaitAsync(ReportTimeout, time, cancellationToken);
    }
}
