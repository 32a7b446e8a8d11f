using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using IServer = Microsoft.AspNetCore.Hosting.Server.IServer;

namespace ScaleApp.ServiceDefaults.Replicas;

/// <summary>Keeps this replica registered from the moment it is ready until it drains.</summary>
/// <remarks>
/// While Redis is unavailable the replica serves on, unregistered: gateways keep what they know, and the next heartbeat that gets
/// through registers it again. The outage is logged once, not with each heartbeat.
/// </remarks>
internal sealed partial class ReplicaRegistration(
    ReplicaName replica,
    ReplicaRegistry registry,
    LoadMeter load,
    IServer server,
    HealthCheckService health,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    IOptions<ReplicaOptions> options,
    TimeProvider time,
    ILogger<ReplicaRegistration> logger) : BackgroundService, IHostedLifecycleService, IDrainStep
{
    // How long requests may arrive after a withdrawal that Redis did not publish: gateways find out from /health.
    private static readonly TimeSpan FailedWithdrawalDelay = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _withdrawn = new();
    private Uri? _address;

    /// <summary>Stops the start of a replica that has a name from its host and no address, so that Kestrel would take its default port.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) =>
        replica.IsNamedByHost && options.Value.Address is null && ReplicaAddress.IsDefault(configuration)
            ? throw new InvalidOperationException(
                $"Replica {replica.Instance} of {replica.Service} was started without an address, and does not take Kestrel's default port, which "
                + "is the same for all replicas. Set ASPNETCORE_URLS, as an AppHost does for each replica; starting it again is safe.")
            : Task.CompletedTask;

    public async Task<TimeSpan> LeaveAsync(CancellationToken cancellationToken)
    {
        // No heartbeat may follow the withdrawal.
        await _withdrawn.CancelAsync();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_address is not { } address)
        {
            return TimeSpan.Zero;
        }

        try
        {
            var subscribers = await registry.WithdrawAsync(replica.Service, address, cancellationToken);
            LogWithdrawn(replica.Service, subscribers);
            return options.Value.WithdrawalDelay;
        }
        catch (Exception error) when (error is RedisException or TimeoutException or OperationCanceledException)
        {
            LogNotWithdrawn(replica.Service, error.Message);
            return FailedWithdrawalDelay;
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _withdrawn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _withdrawn.Token);
        try
        {
            await StartedAsync(lifetime, ended.Token);
            await ReadyAsync(ended.Token);
            _address = options.Value.Address ?? ReplicaAddress.From(
                server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], ReplicaAddress.OfThisMachine, options.Value.GrpcPort);
            await BeatAsync(_address, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Withdrawn, or the host stops.
        }
    }

    /// <summary>The port is known, and open, only when the host has started.</summary>
    private static async Task StartedAsync(IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        while ((await health.CheckHealthAsync(check => check.Tags.Contains(HealthTags.Ready), cancellationToken)).Status != HealthStatus.Healthy)
        {
            await Task.Delay(options.Value.Heartbeat / 10, time, cancellationToken);
        }
    }

    private async Task BeatAsync(Uri address, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Value.Heartbeat, time);
        var isAvailable = true;
        do
        {
            try
            {
                var isNew = await registry.RegisterAsync(
                    replica.Service, new RegisteredReplica(address, replica.Instance, load.Measure(), options.Value.Lease, options.Value.GrpcPort),
                    cancellationToken);
                isAvailable = true;
                if (isNew)
                {
                    LogRegistered(replica.Service, address);
                }
            }
            catch (Exception error) when (error is RedisException or TimeoutException)
            {
                if (isAvailable)
                {
                    LogNotRegistered(replica.Service, error.Message);
                }

                isAvailable = false;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    [LoggerMessage(4010, LogLevel.Information, "Registered as a replica of {Service} at {Address}")]
    private partial void LogRegistered(string service, Uri address);

    [LoggerMessage(4011, LogLevel.Warning,
        "The lease of this replica of {Service} cannot be renewed because Redis is unavailable; it keeps serving and retries: {Reason}")]
    private partial void LogNotRegistered(string service, string reason);

    [LoggerMessage(4012, LogLevel.Information, "Withdrawn from the replicas of {Service}; {Subscribers} gateways were notified")]
    private partial void LogWithdrawn(string service, int subscribers);

    [LoggerMessage(4013, LogLevel.Warning,
        "Redis could not record that this replica of {Service} drains; gateways learn it from /health, so the replica serves a little longer: {Reason}")]
    private partial void LogNotWithdrawn(string service, string reason);
}

/// <summary>Which replica of which service this process is.</summary>
/// <param name="Service">The service, as gateways ask for it.</param>
/// <param name="Instance">The replica, as telemetry calls it.</param>
/// <param name="IsNamedByHost">Whether a host that starts replicas has named it, and so must have given it an address of its own.</param>
internal sealed record ReplicaName(string Service, string Instance, bool IsNamedByHost);
