using System.Collections.Concurrent;

namespace ScaleApp.Jobs;

/// <summary>
/// Starts jobs for the pump, and tells it when they end. Of those that are taken ahead, each begins where another ends.
/// </summary>
/// <remarks>
/// While jobs are short, a call to Redis costs more than they do. So as many again as may run are taken with it and wait here for one to
/// end. Should what runs turn out to be slow, they go back to the queue, where others may take them.
/// </remarks>
internal sealed class JobStarter(RunningJobs running, JobRunner runner, ServerIdentity server, TimeProvider time)
{
    // Jobs that take longer on average leave the time for a call of their own.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a job that was taken ahead may wait here.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly int _most = server.Options.WorkerCount;
    private readonly long _short = TicksOf(time, Short);
    private readonly long _patience = TicksOf(time, Patience);
    private readonly ConcurrentQueue<(RunningJob Job, long Since)> _ahead = new();
    private long _typical = TicksOf(time, TimeSpan.FromMilliseconds(20));
    private int _slots = server.Options.WorkerCount;
    private IThreadPoolWorkItem? _next;

    /// <summary>Is told, from any thread, how each job ended.</summary>
    public Action<Settlement> Ended { private get; set; } = _ => { };

    /// <summary>How many jobs may be taken beyond those that may run.</summary>
    public int Ahead => Volatile.Read(ref _typical) < _short ? _most : 0;

    /// <summary>Whether jobs wait here for others to end.</summary>
    public bool HasWaiting => !_ahead.IsEmpty;

    /// <summary>Starts a job, at the latest with <see cref="FinishAsync"/>, or when another ends. Only for the pump's loop.</summary>
    public void Start(TakenJob taken, long leaseEnd)
    {
        var job = new RunningJob(taken, leaseEnd, RunAsync);
        running.Add(job);
        _ahead.Enqueue((job, time.GetTimestamp()));
        // What has ended by now found nothing to go on with: the slot that it freed must be looked for after this was written.
        Interlocked.MemoryBarrier();
        if (EnterWaiting() is not { } first)
        {
            return;
        }

        if (_next is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_next, preferLocal: false);
        }

        _next = first;
    }

    /// <summary>
    /// All are started. The caller's thread is awake, so it runs the last job, and the caller goes on behind all that were started.
    /// </summary>
    public async ValueTask FinishAsync()
    {
        if (_next is { } last)
        {
            _next = null;
            await new YieldTo(last);
        }
    }

    /// <summary>Gives back what has waited here for too long. Only for the pump's loop.</summary>
    public void GiveBackOverdue()
    {
        if (!_ahead.TryPeek(out var first) || time.GetTimestamp() - first.Since < _patience)
        {
            return;
        }

        Volatile.Write(ref _typical, _patience);
        var overdue = new Stack<RunningJob>();
        while (_ahead.TryDequeue(out var waiting))
        {
            overdue.Push(waiting.Job);
        }

        // Each goes to the front of the queue, so the last goes first.
        foreach (var job in overdue)
        {
            job.HasEnded = true;
            Ended(new Settlement(job, Outcome.Back, default, "taken ahead of time, while others ran longer than usual"));
        }
    }

    private async Task RunAsync(RunningJob job)
    {
        while (true)
        {
            var started = time.GetTimestamp();
            // Nobody may have seen it begin when it was deleted, or the server stopped, while it waited here.
            var settlement = job.Interruption == Interruption.None
                ? await runner.RunAsync(job)
                : new Settlement(job, Outcome.Back, default, $"interrupted: {job.Interruption}");
            // A moving average; that a concurrent one gets lost now and then does no harm.
            var typical = Volatile.Read(ref _typical);
            Volatile.Write(ref _typical, typical + ((time.GetTimestamp() - started - typical) / 16));
            job.HasEnded = true;
            Ended(settlement);
            Interlocked.Increment(ref _slots);
            if (EnterWaiting() is not { } following)
            {
                return;
            }

            job = following;
        }
    }

    /// <summary>Who waits longest, in a slot of its own; null when nobody waits or no slot is free.</summary>
    private RunningJob? EnterWaiting()
    {
        // Whoever takes a slot in vain looks again once it is given back: one that came meanwhile found none free.
        while (!_ahead.IsEmpty && TryEnter())
        {
            if (_ahead.TryDequeue(out var waiting))
            {
                return waiting.Job;
            }

            Interlocked.Increment(ref _slots);
        }

        return null;
    }

    private bool TryEnter()
    {
        var free = Volatile.Read(ref _slots);
        while (free > 0)
        {
            if (Interlocked.CompareExchange(ref _slots, free - 1, free) is var found && found == free)
            {
                return true;
            }

            free = found;
        }

        return false;
    }

    private static long TicksOf(TimeProvider time, TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
