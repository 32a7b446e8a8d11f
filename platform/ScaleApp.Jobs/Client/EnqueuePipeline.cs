using System.Threading.Channels;

namespace ScaleApp.Jobs;

/// <summary>
/// Collects the creations of one queue that are asked for at the same time into one call: the first goes at once, what comes
/// while it is under way goes with the next.
/// </summary>
internal sealed class EnqueuePipeline(string queue, JobWriter writer)
{
    // Two calls under way: one is executed by Redis while the other is put together.
    private const int MostCalls = 2, MostJobs = 500;

    private readonly Channel<Entry> _waiting = Channel.CreateUnbounded<Entry>();
    private int _calls;

    /// <summary>Creates a job. Unbounded on purpose: every entry has a caller that waits for it.</summary>
    public Task<string> AddAsync(JobRequest request)
    {
        var entry = new Entry(request);
        _waiting.Writer.TryWrite(entry);
        TryStart();
        return entry.Task;
    }

    private void TryStart()
    {
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
            while (batch.Count < MostJobs && _waiting.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            if (batch.Count == 0)
            {
                Interlocked.Decrement(ref _calls);
                // Who came between the last look and the decrement saw all calls busy.
                if (_waiting.Reader.TryPeek(out _))
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
            var ids = await writer.EnqueueAsync(queue, batch.ConvertAll(entry => entry.Request), CancellationToken.None);
            for (var i = 0; i < ids.Length; i++)
            {
                batch[i].SetResult(ids[i]);
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

    private sealed class Entry(JobRequest request) : TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public JobRequest Request => request;
    }
}
