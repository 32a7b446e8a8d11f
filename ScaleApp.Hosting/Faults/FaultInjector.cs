using System.Collections.Concurrent;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Hosting;

/// <summary>Kills and pauses the processes of replicas and of installed servers, as crashes and overloaded machines do.</summary>
/// <remarks>
/// Comes with <see cref="FaultExtensions.UseFaultCommands"/>; take it from the AppHost's services. It works on Linux, and for processes of the host,
/// not for containers.
/// </remarks>
public sealed class FaultInjector(ResourceNotificationService notifications, TimeProvider time) : IAsyncDisposable
{
    public static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _pauses = new();

    /// <summary>Kills a replica or a server with SIGKILL. Its supervisor starts it again.</summary>
    /// <param name="id">The id of the replica, such as <c>api-kxcvbnmq</c>, or the name of the server's resource.</param>
    public ExecuteCommandResult Kill(string id)
    {
        var processes = Find(id);
        foreach (var process in processes)
        {
            UnixProcess.End(process);
        }

        return processes is [] ? NoProcess(id) : CommandResults.Success($"'{id}' was killed.");
    }

    /// <summary>Stops a replica or a server with SIGSTOP, and lets it run on after a while. Returns when it has stopped.</summary>
    /// <param name="id">The id of the replica, such as <c>api-kxcvbnmq</c>, or the name of the server's resource.</param>
    /// <param name="duration">How long it stands still; up to <see cref="MaxPause"/>.</param>
    public ExecuteCommandResult Pause(string id, TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero || duration > MaxPause)
        {
            return CommandResults.Failure(string.Create(CultureInfo.InvariantCulture, $"A pause lasts from 1 to {MaxPause.TotalSeconds:0} seconds, not {duration.TotalSeconds:0.##}."));
        }

        int[] processes = [.. Find(id).Where(UnixProcess.Suspend)];
        if (processes is [])
        {
            return NoProcess(id);
        }

        var pause = ResumeAsync(processes, duration);
        _pauses.TryAdd(pause, true);
        _ = pause.ContinueWith(ended => _pauses.TryRemove(ended, out _), TaskScheduler.Default);
        return CommandResults.Success(string.Create(CultureInfo.InvariantCulture, $"'{id}' stands still for {duration.TotalSeconds:0.##} s."));
    }

    /// <summary>Lets everything run on that is paused.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_pauses.Keys);
        _stopping.Dispose();
    }

    private async Task ResumeAsync(int[] processes, TimeSpan after)
    {
        await Task.Delay(after, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var process in processes)
        {
            UnixProcess.Resume(process);
        }
    }

    private IReadOnlyList<int> Find(string id)
    {
        if (!notifications.TryGetCurrentState(id, out var seen) || seen.Snapshot.State?.Text != KnownResourceStates.Running
            || ReplicaRow.ProcessId(seen.Snapshot) is not { } process)
        {
            return [];
        }

        // The process of an installed server's row is the script that guards the server.
        return seen.Resource is ProjectResource ? [process, .. UnixProcess.Descendants(process)] : UnixProcess.Descendants(process);
    }

    private static ExecuteCommandResult NoProcess(string id) => CommandResults.Failure(
        $"'{id}' has no process that runs on the host now. Replicas and installed servers have one, containers do not.");
}
