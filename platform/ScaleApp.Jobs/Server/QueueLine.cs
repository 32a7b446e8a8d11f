using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ScaleApp.Jobs;

/// <summary>What the pump knows of one of its queues. Only the pump's loop touches it, except where it says otherwise.</summary>
internal sealed class QueueLine(string queue)
{
    private const int MostSettled = 1000;

    private readonly ConcurrentQueue<Settlement> _ended = new();
    private readonly ConcurrentQueue<HandedJob> _handed = new();
    private readonly List<Settlement> _batch = [];
    private int _woken = 1;
    private int _uncertain;
    private long _leaseEnd;

    public string Queue => queue;

    /// <summary>Of this server's calls for the queue.</summary>
    public long Generation { get; private set; }

    /// <summary>An answer did not come: jobs may have been handed out that nobody here knows of.</summary>
    public bool IsUncertain => Volatile.Read(ref _uncertain) == 1;

    /// <summary>Whether more may wait: the last call filled every slot it offered.</summary>
    public bool Flowing { get; set; }

    /// <summary>When to ask again though nobody says so (timestamp of the clock).</summary>
    public long NextLook { get; set; }

    /// <summary>
    /// From any thread: when the server's lease on what it has of this queue ends (timestamp of the clock), seen pessimistically.
    /// </summary>
    public long LeaseEnd
    {
        get => Volatile.Read(ref _leaseEnd);
        set => Volatile.Write(ref _leaseEnd, value);
    }

    /// <summary>From any thread: a job was handed to this server.</summary>
    public void Add(HandedJob handed) => _handed.Enqueue(handed);

    /// <summary>The next job that was handed over and is still this server's, as far as its calls go.</summary>
    public bool TryTakeHanded([NotNullWhen(true)] out TakenJob? job)
    {
        while (_handed.TryDequeue(out var handed))
        {
            // What was handed to an older generation was given back when this one began.
            if (handed.Generation >= Generation)
            {
                job = handed.Job;
                return true;
            }
        }

        job = null;
        return false;
    }

    /// <summary>From any thread: a job has ended.</summary>
    public void Add(Settlement settlement) => _ended.Enqueue(settlement);

    /// <summary>From any thread: there may be something to do.</summary>
    public void Wake() => Volatile.Write(ref _woken, 1);

    /// <summary>From any thread: an answer did not come, or Redis believes that this server has jobs which it does not have.</summary>
    public void Doubt() => Volatile.Write(ref _uncertain, 1);

    /// <summary>Whether a call is due; a wake-up is used up by asking.</summary>
    public bool IsDue(bool hasSlots, long now)
    {
        var woken = Interlocked.Exchange(ref _woken, 0) == 1;
        return woken || IsUncertain || _batch.Count > 0 || !_ended.IsEmpty || (Flowing && hasSlots) || now >= NextLook;
    }

    /// <summary>What is to be settled by the next call: what the last one could not, and what ended since.</summary>
    public IReadOnlyList<Settlement> Batch()
    {
        while (_batch.Count < MostSettled && _ended.TryDequeue(out var settlement))
        {
            _batch.Add(settlement);
        }

        return _batch;
    }

    /// <summary>The batch is settled.</summary>
    public void Settled() => _batch.Clear();

    /// <summary>Begins a generation: calls of the last one that are still under way will do nothing.</summary>
    public long NextGeneration() => ++Generation;

    /// <summary>What went astray was given back.</summary>
    public void Recovered() => Volatile.Write(ref _uncertain, 0);

    public bool IsSettled => _batch.Count == 0 && _ended.IsEmpty;
}
