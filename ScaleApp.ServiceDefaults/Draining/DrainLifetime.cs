using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ScaleApp.ServiceDefaults;

/// <summary>Drains on the first signal and stops then; the second signal ends the process at once.</summary>
/// <remarks>In place of the framework's <c>ConsoleLifetime</c>, which stops the application on the first signal.</remarks>
internal sealed partial class DrainLifetime(Drain drain, IHostApplicationLifetime lifetime, ILogger<DrainLifetime> logger)
    : IHostLifetime, IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    private PosixSignalRegistration[] _registrations = [];
    private int _signals;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        // Not cancelled, a signal does what the system does: it ends the process.
        context.Cancel = Interlocked.Increment(ref _signals) == 1;
        if (context.Cancel)
        {
            LogSignal(context.Signal);
            _ = DrainAndStopAsync();
        }
    }

    private async Task DrainAndStopAsync()
    {
        try
        {
            await drain.RunAsync();
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(4002, LogLevel.Information, "{Signal} received")]
    private partial void LogSignal(PosixSignal signal);
}
