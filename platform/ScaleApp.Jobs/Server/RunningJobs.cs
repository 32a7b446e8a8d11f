using System.Collections.Concurrent;

namespace ScaleApp.Jobs;

/// <summary>What this server has taken, each taking by itself.</summary>
internal sealed class RunningJobs
{
    private readonly ConcurrentDictionary<RunningJob, bool> _jobs = new();

    // The dictionary's own count takes all of its locks.
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public IEnumerable<RunningJob> All => _jobs.Select(entry => entry.Key);

    public IEnumerable<RunningJob> Of(string queue) => All.Where(job => job.Taken.Id.Queue == queue);

    public void Add(RunningJob job)
    {
        if (_jobs.TryAdd(job, true))
        {
            Interlocked.Increment(ref _count);
        }
    }

    public void Remove(RunningJob job)
    {
        if (_jobs.TryRemove(job, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Interrupts the job of that id, when it runs here.</summary>
    public void Interrupt(JobId id, Interruption reason)
    {
        foreach (var job in All.Where(job => job.Taken.Id == id))
        {
            job.Interrupt(reason);
        }
    }
}
