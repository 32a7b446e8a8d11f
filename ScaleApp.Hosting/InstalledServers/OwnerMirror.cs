using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.Startup;

namespace ScaleApp.Hosting;

/// <summary>Shows a server's state and log on the row of its official resource, and its state on the rows of children.</summary>
internal sealed partial class OwnerMirror(
    InstalledServerResource server, OwnerEvents events, ResourceNotificationService notifications, ResourceLoggerService loggers)
{
    private const string ProcessId = "executable.pid";

    private (string? State, int? ExitCode, DateTime? Started, DateTime? Stopped, object? ProcessId) _shown;
    private Task? _log;

    /// <summary>Shows what is new in a notification of the server.</summary>
    public async Task ShowAsync(ResourceEvent notification, CancellationToken cancellationToken)
    {
        FollowLog(notification, cancellationToken);

        var snapshot = notification.Snapshot;
        var processId = snapshot.Properties.FirstOrDefault(property => property.Name == ProcessId);
        var now = (snapshot.State?.Text, snapshot.ExitCode, snapshot.StartTimeStamp, snapshot.StopTimeStamp, processId?.Value);
        if (now.Equals(_shown) || IsOwnersOwn(snapshot))
        {
            return;
        }

        _shown = now;
        foreach (var resource in events.Family(server.Owner))
        {
            await notifications.PublishUpdateAsync(resource, shown => WithState(shown, snapshot) with
            {
                ResourceType = resource == server.Owner ? InstalledServerResource.TypeName : shown.ResourceType,
                Properties = resource == server.Owner ? Properties(shown, snapshot, processId) : shown.Properties,
            });
        }
    }

    // Before the process starts the owner has states of its own: it waits for other resources.
    private static bool IsOwnersOwn(CustomResourceSnapshot snapshot) => snapshot.State is null or { Text: "" };

    private static CustomResourceSnapshot WithState(CustomResourceSnapshot shown, CustomResourceSnapshot snapshot) => shown with
    {
        State = snapshot.ExitCode == ServerStart.CannotStart && snapshot.State?.Text == KnownResourceStates.Finished
            ? new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error)
            : snapshot.State,
        ExitCode = snapshot.ExitCode,
        StartTimeStamp = snapshot.StartTimeStamp,
        StopTimeStamp = snapshot.StopTimeStamp,
        Urls = [.. shown.Urls.Select(url => url with { IsInactive = snapshot.State?.Text != KnownResourceStates.Running })],
    };

    // The process is a shell, which would be shown as the source: the program is named instead.
    private static ImmutableArray<ResourcePropertySnapshot> Properties(
        CustomResourceSnapshot shown, CustomResourceSnapshot snapshot, ResourcePropertySnapshot? processId)
    {
        var program = snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name == "SERVER_PROGRAM")?.Value;
        var properties = shown.Properties.RemoveAll(property => property.Name == ProcessId);
        if (processId?.Value is not null)
        {
            properties = properties.Add(processId);
        }

        return program is not { Length: > 0 } ? properties :
        [
            .. properties.RemoveAll(property => property.Name == CustomResourceKnownProperties.Source),
            new ResourcePropertySnapshot(CustomResourceKnownProperties.Source, program),
        ];
    }

    // The log can be watched once Aspire has named the process.
    private void FollowLog(ResourceEvent notification, CancellationToken cancellationToken)
    {
        if (notification.ResourceId != server.Name)
        {
            _log ??= CopyLogAsync(notification.ResourceId, cancellationToken);
        }
    }

    private async Task CopyLogAsync(string resourceId, CancellationToken cancellationToken)
    {
        var log = loggers.GetLogger(server.Owner);
        await foreach (var lines in loggers.WatchAsync(resourceId).WithCancellation(cancellationToken))
        {
            foreach (var line in lines)
            {
                // The owner's log stamps each line itself.
                var text = StartupSummary.WithoutTime(line.Content);
                LogLine(log, line.IsErrorMessage ? LogLevel.Error : LogLevel.Information, text);
            }
        }
    }

    [LoggerMessage("{Line}")]
    private static partial void LogLine(ILogger log, LogLevel level, string line);
}
