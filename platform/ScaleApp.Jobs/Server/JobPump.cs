using System.Text;
using Microsoft.Extensions.Logging;
using ScaleApp.Redis;

namespace ScaleApp.Jobs;

/// <summary>The one loop of a server: settles what has ended and gets what may start, in one call a queue and round.</summary>
/// <remarks>
/// While a call is under way, jobs end and pile up for the next one: the more there is to do, the more a call carries. A call
/// that failed is repeated with the same settlements, which the tokens make safe; jobs handed out in an answer that was lost
/// are given back first.
/// </remarks>
internal sealed partial class JobPump(ServerStore store, ServerIdentity server, RunningJobs running, JobStarter starter,
    SignalCourier courier, TimeProvider time, ILogger<JobPump> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly QueueLine[] _lines = [.. server.Options.Queues.Select(queue => new QueueLine(queue))];
    private readonly PumpSignal _signal = new(time);
    private volatile bool _stopping;

    /// <summary>From any thread: what came on the server's channel. A job is started, the name of a queue has the pump look at it.</summary>
    public void Receive(byte[] message)
    {
        if (HandedJob.TryRead(message, out var handed))
        {
            Line(handed.Job.Id.Queue).Add(handed);
        }
        else
        {
            Line(Encoding.UTF8.GetString(message)).Wake();
        }

        _signal.Set();
    }

    /// <summary>From any thread: something may wait in any of the queues.</summary>
    public void Wake()
    {
        Array.ForEach(_lines, line => line.Wake());
        _signal.Set();
    }

    /// <summary>From any thread: jobs of the queue may have been handed to this server and not have arrived; null for all queues.</summary>
    public void Doubt(string? queue = null)
    {
        foreach (var line in _lines.Where(line => queue is null || line.Queue == queue))
        {
            line.Doubt();
        }

        _signal.Set();
    }

    /// <summary>From any thread: the server's lease on what it has of the queue was renewed until then (timestamp of the clock).</summary>
    public void Renewed(string queue, long leaseEnd) => Line(queue).LeaseEnd = leaseEnd;

    /// <summary>Takes no more jobs; the loop ends when all that runs is settled.</summary>
    public void Stop()
    {
        _stopping = true;
        _signal.Set();
    }

    /// <summary>From any thread: a job has ended.</summary>
    public void Settle(Settlement settlement)
    {
        Line(settlement.Job.Taken.Id.Queue).Add(settlement);
        _signal.Set();
    }

    /// <summary>Runs until <see cref="Stop"/> and everything is settled, or until <paramref name="ct"/>.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        starter.Ended = Settle;
        while (!ct.IsCancellationRequested && !(_stopping && running.Count == 0))
        {
            var called = false;
            starter.GiveBackOverdue();
            foreach (var line in _lines)
            {
                await StartHandedAsync(line);
                if (line.IsDue(FreeSlots() > 0, time.GetTimestamp()))
                {
                    called = true;
                    await TryCallAsync(line, ct);
                }
            }

            if (!called)
            {
                await _signal.WaitAsync(UntilNextLook());
            }
        }
    }

    public void Dispose() => _signal.Dispose();

    private QueueLine Line(string queue) => Array.Find(_lines, line => line.Queue == queue)!;

    private int FreeSlots(int settled = 0) => _stopping ? 0 : Room(0, settled);

    private int Room(int ahead, int settled) => Math.Max(0, server.Options.WorkerCount + ahead - running.Count + settled);

    private async Task TryCallAsync(QueueLine line, CancellationToken ct)
    {
        try
        {
            await CallAsync(line, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The loop sees it.
        }
        catch (Exception error)
        {
            // Redis being away is not fatal: nothing is forgotten, and the leases are watched elsewhere.
            line.Doubt();
            LogCallFailed(error, line.Queue);
            await Task.Delay(Pause, time, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task CallAsync(QueueLine line, CancellationToken ct)
    {
        if (line.IsUncertain)
        {
            var back = await store.RecoverAsync(line.Queue, line.NextGeneration(), running.Of(line.Queue), ct);
            line.Recovered();
            if (back > 0)
            {
                LogRecovered(back, line.Queue);
            }
        }

        var asked = time.GetTimestamp();
        var batch = line.Batch();
        // What the call settles makes room for what it takes.
        var slots = FreeSlots(batch.Count);
        // Ahead only while the queue is known to be long: what is taken ahead nobody else can start at once.
        var ahead = line.Flowing && !_stopping ? Room(starter.Ahead, batch.Count) - slots : 0;
        var reply = await store.PumpAsync(line.Queue, line.Generation, slots, ahead, batch, ct);
        if (reply is null)
        {
            throw new InvalidOperationException($"Queue '{line.Queue}' knows a newer generation of this server's calls.");
        }

        Release(batch, reply);
        line.Settled();
        if (reply.Jobs.Length > 0)
        {
            line.LeaseEnd = asked + (long)(server.Options.Lease.TotalSeconds * time.TimestampFrequency);
            Array.ForEach(reply.Jobs, job => starter.Start(job, line.LeaseEnd));
        }

        line.Flowing = reply.Jobs.Length >= slots + ahead;
        var next = reply.Next is { } due && due < server.Options.PollInterval ? due : server.Options.PollInterval;
        line.NextLook = time.GetTimestamp() + (long)(next.TotalSeconds * time.TimestampFrequency);
        await starter.FinishAsync();
        if (reply.Signals.Length > 0)
        {
            await DeliverAsync(line.Queue, reply.Signals, ct);
        }
    }

    private void Release(IReadOnlyList<Settlement> batch, PumpReply reply)
    {
        foreach (var settlement in batch)
        {
            running.Remove(settlement.Job);
            settlement.Job.Dispose();
        }

        foreach (var id in reply.Lost)
        {
            LogLost(id);
        }
    }

    /// <summary>Starts what was handed over. The call that follows parks the server again, and may settle it already.</summary>
    private async ValueTask StartHandedAsync(QueueLine line)
    {
        while (line.TryTakeHanded(out var job))
        {
            line.Wake();
            if (FreeSlots() > 0 && time.GetTimestamp() < line.LeaseEnd)
            {
                starter.Start(job, line.LeaseEnd);
            }
            else
            {
                // It filled up meanwhile, or was stopped for so long that others may have the job by now: it is given back.
                line.Doubt();
            }
        }

        await starter.FinishAsync();
    }

    private async Task DeliverAsync(string queue, string[] signals, CancellationToken ct)
    {
        try
        {
            await courier.DeliverAsync(queue, signals, ct);
        }
        catch (RedisUnavailableException error)
        {
            // They are kept; the next look for dead workers delivers them.
            LogCallFailed(error, queue);
        }
    }

    private TimeSpan UntilNextLook()
    {
        var ticks = _lines.Min(line => line.NextLook) - time.GetTimestamp();
        var wait = TimeSpan.FromSeconds((double)Math.Max(0, ticks) / time.TimestampFrequency);
        // A timer counts whole milliseconds and may fire within one before its time.
        wait += TimeSpan.FromMilliseconds(1);
        return starter.HasWaiting && wait > JobStarter.Patience ? JobStarter.Patience : wait;
    }

    [LoggerMessage(3000, LogLevel.Warning, "Could not talk to queue {Queue}, trying again; running jobs go on")]
    private partial void LogCallFailed(Exception error, string queue);

    [LoggerMessage(3001, LogLevel.Information, "Gave {Count} jobs back to queue {Queue} that were handed out in an answer that never came")]
    private partial void LogRecovered(int count, string queue);

    [LoggerMessage(3002, LogLevel.Warning, "Job {Id} ended here, but was no longer this server's: it was deleted, or its lease was lost; its end is ignored")]
    private partial void LogLost(string id);
}
