using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Orchestration.Resources;

namespace ScaleApp.Hosting.Orchestration.Commands;

/// <summary>Start, stop and restart, of a whole resource and of each replica; restart of one replica after the other.</summary>
internal static class LifecycleCommands
{
    /// <summary>Gives the resource the commands, unless it brought one of the same name.</summary>
    public static void AddTo(IResource resource, Topology topology, OrchestrationOptions options)
    {
        Add(resource, KnownResourceCommands.StartCommand, "Start", isForRunning: false, "Play",
            (context, target) => StartAsync(target, options, context.CancellationToken), topology);
        Add(resource, KnownResourceCommands.StopCommand, "Stop", isForRunning: true, "Stop",
            (context, target) => StopAsync(target, options, context.CancellationToken), topology);
        Add(resource, KnownResourceCommands.RestartCommand, "Restart", isForRunning: true, "ArrowCounterclockwise",
            (context, target) => RestartAsync(target, options, context.CancellationToken), topology);
        Add(resource, KnownResourceCommands.RollingRestartCommand, "Rolling restart", isForRunning: true, "ArrowSync",
            (context, target) => RollAsync(target, context.CancellationToken), topology,
            snapshot => SnapshotPublisher.ReplicasOf(snapshot) < 2);
    }

    private static void Add(
        IResource resource, string name, string title, bool isForRunning, string icon,
        Func<ExecuteCommandContext, (ResourceController Controller, Replica? Replica), Task<ExecuteCommandResult>> execute,
        Topology topology, Func<CustomResourceSnapshot, bool>? isHidden = null)
    {
        if (resource.Annotations.OfType<ResourceCommandAnnotation>().Any(command => command.Name == name))
        {
            return;
        }

        resource.Annotations.Add(new ResourceCommandAnnotation(
            name, title,
            context => isHidden?.Invoke(context.ResourceSnapshot) == true ? ResourceCommandState.Hidden
                : IsRunning(context.ResourceSnapshot) == isForRunning ? ResourceCommandState.Enabled
                : ResourceCommandState.Disabled,
            context => topology.Find(context.ResourceName) is { } target
                ? execute(context, target)
                : Task.FromResult(CommandResults.Failure($"'{context.ResourceName}' does not run here.")),
            iconName: icon, iconVariant: IconVariant.Filled, isHighlighted: true));
    }

    private static bool IsRunning(CustomResourceSnapshot snapshot) =>
        snapshot.State is { } state && state.Text != KnownResourceStates.NotStarted && state.Text != KnownResourceStates.Exited
        && state.Text != KnownResourceStates.Finished && state.Text != KnownResourceStates.FailedToStart;

    private static async Task<ExecuteCommandResult> StartAsync(
        (ResourceController Controller, Replica? Replica) target, OrchestrationOptions options, CancellationToken cancellationToken)
    {
        var (controller, replica) = target;
        if (replica is null)
        {
            if (controller.IsStarted)
            {
                // It failed or ended: what is left of that life is cleared away first.
                await controller.StopAsync(options.DrainTimeout, cancellationToken);
            }

            await controller.StartAsync(cancellationToken);
            return CommandResults.Success();
        }

        if (!controller.IsStarted)
        {
            return CommandResults.Failure($"'{controller.Resource.Name}' as a whole is stopped: start that.");
        }

        replica.Start();
        return CommandResults.Success();
    }

    private static async Task<ExecuteCommandResult> StopAsync(
        (ResourceController Controller, Replica? Replica) target, OrchestrationOptions options, CancellationToken cancellationToken)
    {
        await (target.Replica is { } replica
            ? replica.StopAsync(options.DrainTimeout, cancellationToken)
            : target.Controller.StopAsync(options.DrainTimeout, cancellationToken));
        return CommandResults.Success();
    }

    private static async Task<ExecuteCommandResult> RestartAsync(
        (ResourceController Controller, Replica? Replica) target, OrchestrationOptions options, CancellationToken cancellationToken)
    {
        if (target is { Replica: { } replica, Controller.Workload: ReplicaSet set })
        {
            await set.RestartAsync(replica, cancellationToken);
            return replica.Status.Value.Phase == ReplicaPhase.FailedToStart
                ? CommandResults.Failure($"'{replica.Id}' {replica.Status.Value.Reason}.")
                : CommandResults.Success();
        }

        await StopAsync(target, options, cancellationToken);
        return await StartAsync(target, options, cancellationToken);
    }

    private static async Task<ExecuteCommandResult> RollAsync(
        (ResourceController Controller, Replica? Replica) target, CancellationToken cancellationToken)
    {
        if (target is not { Replica: null, Controller.Workload: ReplicaSet set })
        {
            return CommandResults.Failure("A rolling restart is of a whole resource: name that, not one replica.");
        }

        return await set.RollAsync(cancellationToken) is { } failed
            ? CommandResults.Failure(
                $"'{failed.Id}' {failed.Status.Value.Reason ?? "did not become ready"}. The replicas after it were left as they are.")
            : CommandResults.Success();
    }
}
