using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting;

/// <summary>Watches one server: shows it on its owner's row, and starts it again when it ends by itself.</summary>
internal sealed partial class ServerSupervisor(
    InstalledServerResource server, OwnerEvents events, ResourceNotificationService notifications, ResourceLoggerService loggers,
    ResourceCommandService commands, TimeProvider time, ILogger<ServerSupervisor> logger)
{
    // In a row: after the last one the server stays down, so that a crash loop shows.
    private const int MaxRestarts = 8;

    private readonly OwnerMirror _mirror = new(server, events, notifications, loggers);
    private RestartBackoff _backoff = new(new ReplicaSupervisionOptions(), time);
    private volatile int _changes;
    private volatile bool _isEndExpected;
    private string? _state;

    /// <summary>Runs a command that ends the server, so that its end is not a crash.</summary>
    public async Task<ExecuteCommandResult> EndAsync(string command, CancellationToken cancellationToken)
    {
        _isEndExpected = true;
        var result = await commands.ExecuteCommandAsync(server, command, cancellationToken);
        _isEndExpected &= result.Success;

        return result;
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var notification in notifications.WatchAsync(stopping))
            {
                if (notification.Resource == server)
                {
                    await FollowAsync(notification, stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            RemoveFolderOfCrashed();
        }
        catch (Exception error)
        {
            LogUnwatched(error, server.Owner.Name);
        }
    }

    private async Task FollowAsync(ResourceEvent notification, CancellationToken stopping)
    {
        await _mirror.ShowAsync(notification, stopping);

        var before = _state;
        _state = notification.Snapshot.State?.Text;
        if (_state == before)
        {
            return;
        }

        _changes++;
        if (_state == KnownResourceStates.Running)
        {
            _backoff.Started();
        }

        if (!KnownResourceStates.TerminalStates.Contains(_state) || KnownResourceStates.TerminalStates.Contains(before))
        {
            return;
        }

        await events.StoppedAsync(server.Owner, stopping);
        if (_isEndExpected || before == KnownResourceStates.Stopping)
        {
            _isEndExpected = false;
            _backoff = new RestartBackoff(new ReplicaSupervisionOptions(), time);
        }
        else if (notification.Snapshot.ExitCode != ServerStart.CannotStart)
        {
            _ = RestartAsync(notification.Snapshot.ExitCode, _changes, stopping);
        }
    }

    // A server that ended without being stopped has crashed. A change of its state, such as a Start, cancels the restart.
    private async Task RestartAsync(int? exitCode, int change, CancellationToken stopping)
    {
        var (delay, failures) = _backoff.Failed();
        if (failures > MaxRestarts)
        {
            LogGivenUp(server.Owner.Name, exitCode, MaxRestarts);
            return;
        }

        LogRestart(server.Owner.Name, exitCode, delay.TotalSeconds, failures, MaxRestarts);
        await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (change == _changes && !stopping.IsCancellationRequested)
        {
            await commands.ExecuteCommandAsync(server, KnownResourceCommands.StartCommand, stopping);
        }
    }

    // The script removes a temporary folder when it is stopped; after a crash the folder waits for the restart.
    private void RemoveFolderOfCrashed()
    {
        if (server.Data.IsTemporary && KnownResourceStates.TerminalStates.Contains(_state) && Directory.Exists(server.Data.Path))
        {
            Directory.Delete(server.Data.Path, recursive: true);
        }
    }

    [LoggerMessage(LogLevel.Warning,
        "{Resource} ended by itself with exit code {ExitCode}. It is started again in {Delay} s " +
        "(restart {Restart} of {MaxRestarts}).")]
    private partial void LogRestart(string resource, int? exitCode, double delay, int restart, int maxRestarts);

    [LoggerMessage(LogLevel.Error,
        "{Resource} ended by itself with exit code {ExitCode} after {MaxRestarts} restarts in a row, and stays down. " +
        "Its log says why; its Start command tries again.")]
    private partial void LogGivenUp(string resource, int? exitCode, int maxRestarts);

    [LoggerMessage(LogLevel.Error, "{Resource} is no longer watched: its row shows an old state.")]
    private partial void LogUnwatched(Exception error, string resource);
}
