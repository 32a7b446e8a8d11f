using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ScaleApp.ServiceDefaults;

/// <summary>Exports what is left when the service stops, and gives a collector that does not answer three seconds.</summary>
/// <remarks>
/// Without it the providers would wait while they are disposed, one after the other, five seconds each. It is registered first
/// and therefore stops last.
/// </remarks>
internal sealed class TelemetryShutdown(TracerProvider traces, MeterProvider metrics, LoggerProvider logs) : IHostedService
{
    private const int DeadlineMilliseconds = 3_000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => traces.Shutdown(DeadlineMilliseconds), CancellationToken.None),
        Task.Run(() => metrics.Shutdown(DeadlineMilliseconds), CancellationToken.None),
        Task.Run(() => logs.Shutdown(DeadlineMilliseconds), CancellationToken.None));
}
