using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Runs commands of resources.</summary>
public sealed partial class ResourceCommandService(
    DistributedApplicationModel model, ResourceNotificationService notifications, ResourceLoggerService loggers,
    IServiceProvider services, ILogger<ResourceCommandService> logger)
{
    internal IServiceProvider Services => services;

    /// <summary>Runs a command of one replica, or of a whole resource.</summary>
    /// <param name="resourceId">A replica's id, or a resource's name.</param>
    /// <param name="commandName">The command's name, such as <c>resource-restart</c>.</param>
    /// <param name="cancellationToken">Given to the command.</param>
    /// <returns>What came of it. A command that throws, is unknown or cannot be used now has failed; nothing is thrown.</returns>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        var resource = FindResource(resourceId);
        return resource is null
            ? CommandResults.Failure($"There is no resource '{resourceId}'.")
            : await ExecuteAsync(resource, resourceId, commandName, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a command of a whole resource.</summary>
    /// <inheritdoc cref="ExecuteCommandAsync(string, string, CancellationToken)"/>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return ExecuteAsync(resource, resource.Name, commandName, cancellationToken);
    }

    private IResource? FindResource(string resourceId) =>
        notifications.TryGetCurrentState(resourceId, out var current)
            ? current.Resource
            : model.Resources.FirstOrDefault(
                resource => string.Equals(resource.Name, resourceId, StringComparison.OrdinalIgnoreCase));

    private async Task<ExecuteCommandResult> ExecuteAsync(
        IResource resource, string resourceId, string commandName, CancellationToken cancellationToken)
    {
        if (FindCommand(resource, commandName) is not { } command)
        {
            return CommandResults.Failure($"The resource '{resource.Name}' has no command '{commandName}'.");
        }

        if (!IsEnabled(command, resourceId))
        {
            return CommandResults.Failure($"'{resourceId}' cannot run the command '{commandName}' in its present state.");
        }

        LogExecuting(commandName, resourceId);
        try
        {
            var result = await command.ExecuteCommand(new ExecuteCommandContext
            {
                ServiceProvider = services,
                ResourceName = resourceId,
                CancellationToken = cancellationToken,
                Logger = loggers.GetLogger(resourceId),
            }).ConfigureAwait(false);

            if (!result.Success && !result.Canceled)
            {
                LogFailed(null, commandName, resourceId, result.ErrorMessage);
            }

            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Canceled();
        }
#pragma warning disable CA1031 // A command is somebody else's code: whatever it throws is its result.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailed(error, commandName, resourceId, error.Message);
            return CommandResults.Failure(error);
        }
    }

    private static ResourceCommandAnnotation? FindCommand(IResource resource, string commandName) =>
        resource.Annotations.OfType<ResourceCommandAnnotation>().LastOrDefault(command => command.Name == commandName);

    private bool IsEnabled(ResourceCommandAnnotation command, string resourceId) =>
        !notifications.TryGetCurrentState(resourceId, out var current)
        || command.UpdateState(new UpdateCommandStateContext
        {
            ResourceSnapshot = current.Snapshot,
            ServiceProvider = services,
        }) == ResourceCommandState.Enabled;

    [LoggerMessage(1010, LogLevel.Information, "Running command {Command} of {Resource}")]
    private partial void LogExecuting(string command, string resource);

    [LoggerMessage(1011, LogLevel.Error, "Command {Command} of {Resource} failed: {Reason}")]
    private partial void LogFailed(Exception? error, string command, string resource, string? reason);
}
