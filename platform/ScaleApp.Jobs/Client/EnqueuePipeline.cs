using System.Collections.Concurrent;

namespace ScaleApp.Jobs;

/// <summary>
/// Collects the creations of one queue that are asked for at the same time into one call: the first goes at once, what comes
/// while it is under way goes with the next.
/// </summary>
internal sealed class EnqueuePipeline(string queue, JobWriter writer, JobMetrics metrics)
{
    // Two calls under way: one is executed by Redis while the other is put together.
    private const int MostCalls = 2, MostJobs = 500;

    private readonly ConcurrentQueue<Entry> _waiting = new();
    private int _calls;

    /// <summary>Creates a job; the result is its id in the cluster. Unbounded on purpose: every entry has a caller that waits for it.</summary>
    public Task<string> AddAsync(NewJob job)
    {
        var entry = new Entry(job);
        _waiting.Enqueue(entry);
        TryStart();
        return entry.Task;
    }

    private void TryStart()
    {
        if (Volatile.Read(ref _calls) >= MostCalls)
        {
            return;
        }

        if (Interlocked.Increment(ref _calls) <= MostCalls)
        {
            _ = RunAsync();
        }
        else
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<Entry>();
        while (true)
        {
            while (batch.Count < MostJobs && _waiting.TryDequeue(out var entry))
            {
                batch.Add(entry);
            }

            if (batch.Count == 0)
            {
                Interlocked.Decrement(ref _calls);
                // Who came between the last look and the decrement saw all calls busy.
                if (!_waiting.IsEmpty)
                {
                    TryStart();
                }

                return;
            }

            await SendAsync(batch);
            batch.Clear();
        }
    }

    private async Task SendAsync(List<Entry> batch)
    {
        try
        {
            var ids = await writer.EnqueueAsync(queue, batch.ConvertAll(entry => entry.Job), CancellationToken.None);
            metrics.Enqueued(queue, ids.Length);
            for (var i = 0; i < ids.Length; i++)
            {
                batch[i].SetResult($"{queue}/{ids[i]}");
            }
        }
        catch (Exception error)
        {
            foreach (var entry in batch)
            {
                entry.SetException(error);
            }
        }
    }

    private sealed class Entry(NewJob job) : TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public NewJob Job => job;
    }
}
