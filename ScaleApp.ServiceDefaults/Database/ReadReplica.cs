using Microsoft.Extensions.Options;
using Npgsql;

namespace ScaleApp.ServiceDefaults;

/// <summary>Where reads that may lag go: to a standby while it is known to be recent enough, otherwise to the primary.</summary>
/// <remarks>
/// There are standbys where the connection string has several hosts. <see cref="StandbyMonitor"/> keeps the proof of how recent they are.
/// Never fill a cache from here: an entry that is read after its invalidation would keep the value from before
/// (<c>docs/decisions/0020-reads-that-may-lag.md</c>).
/// </remarks>
public sealed class ReadReplica(NpgsqlDataSource database, IOptions<ReadReplicaOptions> options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long? _provenUntil;
    private TaskCompletionSource _nextCheck = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether there are standbys at all.</summary>
    public bool IsConfigured => Standbys is not null;

    /// <summary>What a read may lack: nothing that was committed longer ago.</summary>
    public TimeSpan MaxLag { get; } = options.Value.MaxLag;

    /// <summary>How old the proof is of what the standbys have; null while there is none.</summary>
    internal TimeSpan? Lag
    {
        get
        {
            lock (_lock)
            {
                return _provenUntil is { } proven ? time.GetElapsedTime(proven) : null;
            }
        }
    }

    /// <summary>Completes with the next check.</summary>
    internal Task NextCheck
    {
        get
        {
            lock (_lock)
            {
                return _nextCheck.Task;
            }
        }
    }

    /// <summary>Whether reads go to a standby now.</summary>
    internal bool IsUsed => Lag <= MaxLag;

    /// <summary>The standbys, however old what they have is; null when there are none.</summary>
    /// <remarks>A standby that fails between two checks is replaced by the primary when a connection is opened.</remarks>
    internal NpgsqlDataSource? Standbys { get; } = (database as NpgsqlMultiHostDataSource)?.WithTargetSession(TargetSessionAttributes.PreferStandby);

    /// <summary>
    /// The source for a long read that lacks nothing that was committed before this call: a standby as soon as it has it all, the
    /// primary when that takes longer than <see cref="MaxLag"/>.
    /// </summary>
    public async Task<NpgsqlDataSource> CaughtUpSourceAsync(CancellationToken ct)
    {
        var called = time.GetTimestamp();
        while (IsUsed && time.GetElapsedTime(called) < MaxLag)
        {
            Task next;
            lock (_lock)
            {
                if (_provenUntil >= called)
                {
                    return Standbys!;
                }

                next = _nextCheck.Task;
            }

            await next.WaitAsync(MaxLag, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
        }

        return database;
    }

    /// <summary>Notes that the standbys have everything that was committed before this time stamp; null when that is not known.</summary>
    internal void Prove(long? moment)
    {
        lock (_lock)
        {
            _provenUntil = moment;
            _nextCheck.SetResult();
            _nextCheck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
