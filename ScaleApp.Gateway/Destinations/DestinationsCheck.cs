using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.Gateway.Destinations;

/// <summary>Ready once the gateway has read the registry: until then it would refuse requests that another gateway can serve.</summary>
internal sealed class DestinationsCheck(RegisteredDestinations destinations) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
        destinations.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The registry of replicas has not been read yet."));
}
