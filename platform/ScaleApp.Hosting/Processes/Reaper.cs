using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.Processes;

/// <summary>What a reaping removed.</summary>
/// <param name="Programs">Names of the programs of dead hosts whose remains were removed.</param>
/// <param name="Processes">How many processes of theirs were still alive and were killed.</param>
internal sealed record ReapReport(IReadOnlyList<string> Programs, int Processes);

/// <summary>Removes what hosts that were killed left behind.</summary>
/// <remarks>
/// Touches only what a record names, and only when the host that wrote it is dead. A process is killed only when its id and
/// its start time match, or when it carries the launch's mark in its environment. Two hosts may reap at the same time.
/// </remarks>
internal sealed partial class Reaper(
    ProcessLedger ledger, IProcessLauncher launcher, TimeProvider time, ILogger<Reaper> logger)
{
    // A record of another container says nothing about its processes here; it must not stay for ever either.
    private static readonly TimeSpan ForeignRecordAge = TimeSpan.FromDays(7);

    /// <summary>Removes all of it. Call before anything is started. What cannot be removed is left to the next start.</summary>
    public async Task<ReapReport> ReapAsync(CancellationToken cancellationToken)
    {
        var programs = new List<string>();
        var processes = 0;
        foreach (var (record, writtenAt) in ledger.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (record.Scope.BootId == MachineScope.Current.BootId && record.Scope != MachineScope.Current)
            {
                RemoveForeign(record, writtenAt);
                continue;
            }

            var isSameBoot = record.Scope == MachineScope.Current;
            if (isSameBoot && record.Host.IsAlive())
            {
                continue;
            }

            processes += isSameBoot ? await KillAsync(record) : 0;
            await RemoveRestAsync(record, cancellationToken);
            programs.Add(record.Name);
        }

        return new ReapReport(programs, processes);
    }

    private async Task<int> KillAsync(LedgerRecord record)
    {
        // Before its id was known it had the host's start time at least.
        var root = record.Program ?? new ProcessIdentity(-1, record.Host.StartTicks);
        var killed = await new ProcessTree(root, record.LaunchId).KillAsync(time);
        if (killed > 0)
        {
            LogKilled(killed, record.Name, record.Host.Id);
        }

        return killed;
    }

    private async Task RemoveRestAsync(LedgerRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await new Leftovers(launcher, time).RemoveAsync(record.Container, record.TemporaryFolders, cancellationToken);
            ledger.Remove(record);
        }
        catch (IOException error)
        {
            LogFailed(record.Name, error);
        }
    }

    private void RemoveForeign(LedgerRecord record, DateTimeOffset writtenAt)
    {
        if (time.GetUtcNow() - writtenAt > ForeignRecordAge)
        {
            ledger.Remove(record);
        }
    }

    [LoggerMessage(1210, LogLevel.Information, "Killed {Count} processes of {Name}, left by a host that was killed (process {HostId})")]
    private partial void LogKilled(int count, string name, int hostId);

    [LoggerMessage(1211, LogLevel.Warning, "Could not remove what {Name} left behind, the next start tries again")]
    private partial void LogFailed(string name, Exception error);
}
