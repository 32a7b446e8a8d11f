using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Options;

namespace ScaleApp.Hosting.Replicas;

/// <summary>
/// Puts the supervisor behind the Start, Stop and Restart commands of the dashboard and the CLI, so that they take turns and
/// keep the grace. Name, text, icon and place of the commands stay Aspire's.
/// </summary>
internal sealed class ReplicaCommands(ReplicaLifecycle lifecycle, IOptions<ReplicaSupervisionOptions> options)
{
    /// <summary>To be called once Aspire has added its commands, which it does right before it initialises the resource.</summary>
    public void Replace(SupervisedResource resource)
    {
        var annotations = resource.Resource.Annotations;
        var commands = annotations.OfType<ResourceCommandAnnotation>().ToLookup(command => command.Name);
        if (commands[KnownResourceCommands.StartCommand].SingleOrDefault() is not { } start
            || commands[KnownResourceCommands.StopCommand].SingleOrDefault() is not { } stop
            || commands[KnownResourceCommands.RestartCommand].SingleOrDefault() is not { } restart)
        {
            return;
        }

        resource.Commands = new LifecycleCommands(start, stop, restart);
        var grace = options.Value.StopGrace;
        Put(start, start.UpdateState, lifecycle.StartAsync);
        Put(stop, StopState, (replica, ct) => lifecycle.StopAsync(replica, grace, ct));
        Put(restart, restart.UpdateState, (replica, ct) => lifecycle.RestartAsync(replica, grace, ct));

        // A crashed replica that waits for its restart has ended, so Aspire would hide Stop: here Stop gives it up.
        ResourceCommandState StopState(UpdateCommandStateContext context) =>
            ReplicaRow.AwaitsRestart(context.ResourceSnapshot) ? ResourceCommandState.Enabled : stop.UpdateState(context);

        void Put(
            ResourceCommandAnnotation original,
            Func<UpdateCommandStateContext, ResourceCommandState> state,
            Func<SupervisedReplica, CancellationToken, Task<ExecuteCommandResult>> execute) =>
            annotations[annotations.IndexOf(original)] = new ResourceCommandAnnotation(
                original.Name,
                original.DisplayName,
                state,
                context => resource.Find(context.ResourceName) is { } replica
                    ? execute(replica, context.CancellationToken)
                    : original.ExecuteCommand(context),
                original.DisplayDescription,
                original.Arguments,
                original.ConfirmationMessage,
                original.IconName,
                original.IconVariant,
                original.IsHighlighted,
                original.Visibility,
                original.ValidateArguments);
    }
}
