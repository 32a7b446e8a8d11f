using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

internal sealed class OwnerCommands(
    InstalledServerResource server, ServerSupervisor supervisor, ResourceCommandService commands,
    ResourceNotificationService notifications)
{
    public void Add()
    {
        Add(KnownResourceCommands.StartCommand, "Start", "Play", isHighlighted: true, state => state switch
        {
            _ when IsStopped(state) => ResourceCommandState.Enabled,
            "Waiting" => ResourceCommandState.Enabled,
            null or "" or "Starting" => ResourceCommandState.Disabled,
            _ => ResourceCommandState.Hidden,
        });
        Add(KnownResourceCommands.StopCommand, "Stop", "Stop", isHighlighted: true, state => state switch
        {
            "Running" => ResourceCommandState.Enabled,
            "Stopping" => ResourceCommandState.Disabled,
            _ => ResourceCommandState.Hidden,
        });
        Add(KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise", isHighlighted: false, state =>
            state == "Running" ? ResourceCommandState.Enabled : ResourceCommandState.Disabled);

        void Add(string name, string text, string icon, bool isHighlighted, Func<string?, ResourceCommandState> when) =>
            server.Owner.Annotations.Add(new ResourceCommandAnnotation(
                name, text, context => when(context.ResourceSnapshot.State?.Text),
                context => ExecuteAsync(name, context.CancellationToken),
                displayDescription: null, parameter: null, confirmationMessage: null, icon, IconVariant.Filled, isHighlighted));
    }

    private async Task<ExecuteCommandResult> ExecuteAsync(string command, CancellationToken cancellationToken)
    {
        if (command != KnownResourceCommands.StartCommand)
        {
            return await supervisor.EndAsync(command, cancellationToken);
        }

        return await EndWaitingAsync()
            ? CommandResults.Success()
            : await commands.ExecuteCommandAsync(server, command, cancellationToken);
    }

    // As for a container, Start ends the wait for other resources.
    private async Task<bool> EndWaitingAsync()
    {
        var isWaiting = false;
        await notifications.PublishUpdateAsync(server.Owner, snapshot =>
        {
            isWaiting = snapshot.State?.Text == KnownResourceStates.Waiting;
            return isWaiting ? snapshot with { State = KnownResourceStates.Starting } : snapshot;
        });

        return isWaiting;
    }

    private static bool IsStopped(string? state) =>
        state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);
}
