using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.Replicas;

/// <summary>Starts and stops single replicas: one start of a resource at a time, a stop with the grace that was asked for.</summary>
internal sealed partial class ReplicaLifecycle(
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IServiceProvider services,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<ReplicaLifecycle> logger)
{
    /// <summary>An IDE runs the projects: it starts and ends their processes, which may stand in its debugger.</summary>
    public bool IdeRunsProjects { get; } = !string.IsNullOrEmpty(configuration["DEBUG_SESSION_PORT"]);

    public CustomResourceSnapshot? Row(string id) =>
        notifications.TryGetCurrentState(id, out var seen) ? seen.Snapshot : null;

    public Task<ExecuteCommandResult> StartAsync(SupervisedReplica replica, CancellationToken ct)
    {
        replica.Want();

        // The start that waits for its dependencies holds the turn; Aspire ends that waiting when it is told to start.
        return State(replica) == KnownResourceStates.Waiting
            ? InvokeAsync(replica, commands => commands.Start, ct)
            : StartInTurnAsync(replica, ct);
    }

    /// <summary>Starts a failed replica. One that runs, but not as it should, is stopped first.</summary>
    public async Task<ExecuteCommandResult> StartAgainAsync(SupervisedReplica replica, CancellationToken ct)
    {
        if (State(replica) == KnownResourceStates.Running)
        {
            var stopped = await InvokeAsync(replica, commands => commands.Stop, ct);
            if (!stopped.Success)
            {
                return stopped;
            }
        }

        return await StartInTurnAsync(replica, ct);
    }

    /// <summary>Sends SIGTERM and waits for the end; after the grace Aspire's stop follows, which kills after 6 s.</summary>
    public async Task<ExecuteCommandResult> StopAsync(SupervisedReplica replica, TimeSpan grace, CancellationToken ct)
    {
        replica.Release();
        await UpdateRowAsync(replica, ReplicaRow.WithoutNextStart);

        return ReplicaChanges.IsEnd(State(replica)) || await TerminateAsync(replica, grace, ct)
            ? CommandResults.Success()
            : await InvokeAsync(replica, commands => commands.Stop, ct);
    }

    public async Task<ExecuteCommandResult> RestartAsync(SupervisedReplica replica, TimeSpan grace, CancellationToken ct)
    {
        var stopped = await StopAsync(replica, grace, ct);
        return stopped.Success ? await StartAsync(replica, ct) : stopped;
    }

    public Task UpdateRowAsync(SupervisedReplica replica, Func<CustomResourceSnapshot, CustomResourceSnapshot> update) =>
        notifications.PublishUpdateAsync(replica.Resource.Resource, replica.Id, update);

    private string? State(SupervisedReplica replica) => Row(replica.Id)?.State?.Text;

    private async Task<ExecuteCommandResult> StartInTurnAsync(SupervisedReplica replica, CancellationToken ct)
    {
        await replica.Resource.StartTurn.WaitAsync(ct);
        try
        {
            // A command may have started it by now, and Aspire would replace a replica that runs.
            return ReplicaChanges.IsEnd(State(replica)) || State(replica) == KnownResourceStates.NotStarted
                ? await InvokeAsync(replica, commands => commands.Start, ct)
                : CommandResults.Success();
        }
        finally
        {
            replica.Resource.StartTurn.Release();
        }
    }

    private async Task<bool> TerminateAsync(SupervisedReplica replica, TimeSpan grace, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows() || IdeRunsProjects || Row(replica.Id) is not { } row
            || row.State?.Text != KnownResourceStates.Running || ReplicaRow.ProcessId(row) is not { } process)
        {
            return false;
        }

        await UpdateRowAsync(replica, running => running with { State = KnownResourceStates.Stopping });
        if (!UnixProcess.Terminate(process))
        {
            return false;
        }

        using var deadline = new CancellationTokenSource(grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            await notifications.WaitForResourceAsync(
                replica.Resource.Resource.Name,
                seen => seen.ResourceId == replica.Id && ReplicaChanges.IsEnd(seen.Snapshot.State?.Text),
                either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogGraceOver(replica.Id, grace);
            return false;
        }
    }

    /// <summary>Runs one of Aspire's own commands. A refusal is a result, whether Aspire returns or throws it.</summary>
    private async Task<ExecuteCommandResult> InvokeAsync(
        SupervisedReplica replica, Func<LifecycleCommands, ResourceCommandAnnotation> choose, CancellationToken ct)
    {
        if (replica.Resource.Commands is not { } commands)
        {
            return CommandResults.Failure($"'{replica.Id}' cannot be started or stopped: its resource has no lifecycle commands.");
        }

        try
        {
            return await choose(commands).ExecuteCommand(new ExecuteCommandContext
            {
                Services = services,
                ResourceName = replica.Id,
                Logger = loggers.GetLogger(replica.Id),
                Arguments = new([]),
                CancellationToken = ct,
            });
        }
        catch (Exception refusal) when (!ct.IsCancellationRequested)
        {
            return CommandResults.Failure(refusal.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Replica} did not end within {Grace} of SIGTERM. Aspire stops it, which kills it after 6 s.")]
    private partial void LogGraceOver(string replica, TimeSpan grace);
}
