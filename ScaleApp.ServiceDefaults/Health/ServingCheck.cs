using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.ServiceDefaults;

/// <summary>Healthy from the end of the start to the moment the service is told to stop.</summary>
internal sealed class ServingCheck(IHostApplicationLifetime lifetime, Drain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
        drain.IsDraining ? HealthCheckResult.Unhealthy("The service is draining.")
        : lifetime.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy("The service is starting."));
}
