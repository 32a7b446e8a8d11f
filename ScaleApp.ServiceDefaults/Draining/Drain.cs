using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.ServiceDefaults;

/// <summary>Takes the service out of use before it stops: not ready, unregistered, and serving until the callers know.</summary>
/// <remarks>
/// <para>
/// All of it happens before <see cref="IHostApplicationLifetime.ApplicationStopping"/>, on which SignalR closes its connections:
/// the gateway must know of the withdrawal by then, or it sends the clients back to the same replica.
/// </para>
/// <para>
/// <see cref="DrainLifetime"/> starts it on a signal. When code stops the host, the host calls <see cref="StoppingAsync"/> before it
/// raises that event.
/// </para>
/// </remarks>
internal sealed partial class Drain(
    IEnumerable<IDrainStep> steps,
    IOptions<ServiceDefaultsOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<Drain> logger) : IHostedLifecycleService
{
    // Longer than the deadline of a call to Redis.
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private volatile Task? _run;

    public bool IsDraining => _run is not null || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Runs once; every call returns the same task.</summary>
    public Task RunAsync()
    {
        lock (_gate)
        {
            return _run ??= Task.Run(LeaveAsync);
        }
    }

    // The host's own deadline ends the wait, not the drain.
    public async Task StoppingAsync(CancellationToken cancellationToken) =>
        await RunAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LeaveAsync()
    {
        var delays = await Task.WhenAll(steps.Select(LeaveAsync));
        var delay = options.Value.DrainDelay ?? delays.DefaultIfEmpty().Max();
        LogDraining(delay.TotalSeconds);
        await Task.Delay(delay, time);
    }

    private async Task<TimeSpan> LeaveAsync(IDrainStep step)
    {
        using var deadline = new CancellationTokenSource(LeaveTimeout, time);
        try
        {
            return await step.LeaveAsync(deadline.Token);
        }
        catch (Exception error)
        {
            LogStepFailed(step.GetType().Name, error);
            return TimeSpan.Zero;
        }
    }

    [LoggerMessage(4000, LogLevel.Information, "Draining: no longer ready, serving for another {Seconds} s")]
    private partial void LogDraining(double seconds);

    [LoggerMessage(4001, LogLevel.Error, "{Step} failed while the service drained; the service stops without it")]
    private partial void LogStepFailed(string step, Exception error);
}

/// <summary>A caller of this service, which is notified before the service stops.</summary>
internal interface IDrainStep
{
    /// <summary>Notifies the caller, and returns how long work may still arrive from it. The service serves for that long.</summary>
    Task<TimeSpan> LeaveAsync(CancellationToken cancellationToken);
}
