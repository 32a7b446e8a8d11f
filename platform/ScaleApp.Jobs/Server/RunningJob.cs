namespace ScaleApp.Jobs;

/// <summary>A job that this server has taken and Redis has not yet been told the end of.</summary>
internal sealed class RunningJob : IThreadPoolWorkItem, IDisposable
{
    private readonly Func<RunningJob, Task> _run;
    private readonly CancellationTokenSource _cancellation = new();
    private int _interruption;
    private bool _hasEnded;
    private long _leaseEnd;
    private JobNotes? _notes;

    public RunningJob(TakenJob taken, long leaseEnd, Func<RunningJob, Task> run)
    {
        (Taken, _leaseEnd, _run) = (taken, leaseEnd, run);
        Token = _cancellation.Token;
    }

    public TakenJob Taken { get; }

    public CancellationToken Token { get; }

    /// <summary>Why its token fired; the first reason counts.</summary>
    public Interruption Interruption => (Interruption)Volatile.Read(ref _interruption);

    /// <summary>When the lease ends by this process's monotonic clock, seen pessimistically: from before it was asked for.</summary>
    public long LeaseEnd
    {
        get => Volatile.Read(ref _leaseEnd);
        set => Volatile.Write(ref _leaseEnd, value);
    }

    /// <summary>Its code has returned; only Redis has not been told yet.</summary>
    public bool HasEnded
    {
        get => Volatile.Read(ref _hasEnded);
        set => Volatile.Write(ref _hasEnded, value);
    }

    /// <summary>What it reports; null when it never did.</summary>
    public JobNotes? Notes => Volatile.Read(ref _notes);

    public JobNotes OpenNotes() => LazyInitializer.EnsureInitialized(ref _notes);

    /// <summary>Fires the job's token, unless that was done for another reason.</summary>
    public void Interrupt(Interruption reason)
    {
        if (Interlocked.CompareExchange(ref _interruption, (int)reason, 0) == 0)
        {
            // On the pool: what is registered on a job's token is the job's code, and must not hold up the engine's threads.
            _ = _cancellation.CancelAsync();
        }
    }

    public void Execute() => _ = _run(this);

    /// <summary>Its end is told. One that was interrupted is left to the garbage collector: its token may be firing just now.</summary>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _interruption, (int)Interruption.Ended, 0) == 0)
        {
            _cancellation.Dispose();
        }
    }
}

/// <summary>Why a running job's token fired.</summary>
internal enum Interruption
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The job runs too long.</summary>
    Timeout,

    /// <summary>The lease ran out, or another worker has the job.</summary>
    LeaseLost,

    /// <summary>Somebody deleted the job.</summary>
    Deleted,

    /// <summary>The server stops.</summary>
    Shutdown,

    /// <summary>It did not, and will not: the job has ended.</summary>
    Ended,
}
