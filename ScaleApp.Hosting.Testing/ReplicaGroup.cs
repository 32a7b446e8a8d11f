using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace ScaleApp.Hosting.Testing;

/// <summary>The replicas of a project in a running AppHost.</summary>
/// <remarks>A command that is refused throws <see cref="InvalidOperationException"/> with its message.</remarks>
public sealed class ReplicaGroup
{
    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(60);

    private readonly DistributedApplication _app;
    private readonly IResource _project;

    internal ReplicaGroup(DistributedApplication app, string project)
    {
        _app = app;
        _project = app.Services.GetRequiredService<DistributedApplicationModel>().Resources.FirstOrDefault(resource => resource.Name == project)
            ?? throw new ArgumentException($"The AppHost has no resource '{project}'.", nameof(project));
    }

    /// <summary>The replicas that are kept running: also one that crashed and waits for its restart, not one that was stopped.</summary>
    public IReadOnlyList<Replica> Wanted =>
        [.. _app.Services.GetRequiredService<ReplicaSupervisor>().Replicas(_project).Where(replica => replica.IsWanted)];

    /// <summary>Kills a replica with SIGKILL. Its supervisor starts it again.</summary>
    public void Kill(Replica replica) => Succeed(Faults.Kill(Id(replica)));

    /// <summary>Kills a replica with SIGKILL and returns when it runs again, in another process, and every other wanted replica runs too.</summary>
    public async Task KillAsync(Replica replica)
    {
        Kill(replica);
        await Eventually.IsTrueAsync(
            () => Wanted.Any(now => now.Id == replica.Id && now.ProcessId != replica.ProcessId), $"'{replica.Id}' runs in another process", HealthLimit);
        await AreRunningAsync();
    }

    /// <summary>Stops a replica with SIGSTOP and lets it run on after a while. Returns when it has stopped.</summary>
    public void Pause(Replica replica, TimeSpan duration) => Succeed(Faults.Pause(Id(replica), duration));

    /// <summary>Stops a replica as an operator does: it drains, and is not started again.</summary>
    public Task StopAsync(Replica replica, CancellationToken ct = default) => ExecuteAsync(Id(replica), KnownResourceCommands.StopCommand, ct);

    /// <summary>Starts a replica that does not run.</summary>
    public Task StartAsync(Replica replica, CancellationToken ct = default) => ExecuteAsync(Id(replica), KnownResourceCommands.StartCommand, ct);

    /// <summary>Starts or stops replicas until so many are wanted.</summary>
    public async Task ScaleAsync(int replicas, CancellationToken ct = default) => Succeed(await Sets.ScaleAsync(_project.Name, replicas, ct));

    /// <summary>Restarts the wanted replicas one after the other, each once the one before is ready again.</summary>
    public async Task RollingRestartAsync(CancellationToken ct = default) => Succeed(await Sets.RollingRestartAsync(_project.Name, ct));

    /// <summary>Lets the load decide how many replicas run, or no longer.</summary>
    public async Task AutoscaleAsync(bool isOn) => Succeed(await Sets.SwitchAutoscalingAsync(_project.Name, isOn));

    /// <summary>Waits until every wanted replica runs and the project is healthy.</summary>
    public async Task AreRunningAsync()
    {
        await Eventually.IsTrueAsync(
            () => Wanted.All(replica => replica.State == KnownResourceStates.Running), $"every replica of '{_project.Name}' runs", HealthLimit);
        using var limit = new CancellationTokenSource(HealthLimit);

        // Don't stop waiting at replicas that have ended: they were scaled down.
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(_project.Name, WaitBehavior.WaitOnResourceUnavailable, limit.Token);
    }

    private FaultInjector Faults => _app.Services.GetRequiredService<FaultInjector>();

    private ReplicaSets Sets => _app.Services.GetRequiredService<ReplicaSets>();

    private async Task ExecuteAsync(string id, string command, CancellationToken ct) =>
        Succeed(await _app.ResourceCommands.ExecuteCommandAsync(id, command, ct));

    private static string Id(Replica replica)
    {
        ArgumentNullException.ThrowIfNull(replica);
        return replica.Id;
    }

    internal static void Succeed(ExecuteCommandResult result)
    {
        if (!result.Success)
        {
            throw new InvalidOperationException(result.Message);
        }
    }
}
