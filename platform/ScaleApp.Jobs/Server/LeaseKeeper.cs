using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Jobs;

/// <summary>Renews leases from a thread of its own, and interrupts jobs whose lease is lost.</summary>
/// <remarks>
/// A thread of its own, so that jobs which block every thread of the pool do not look dead. It trusts only the clock: a lease
/// that could not be renewed in time is over, whatever the reason, and the job must stop before another worker begins it.
/// </remarks>
internal sealed partial class LeaseKeeper(ServerStore store, ServerIdentity server, RunningJobs running, JobPump pump,
    PoolGuard pool, TimeProvider time, ILogger<LeaseKeeper> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, string[]> _strangers = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly CancellationTokenSource _cancellation = new();
    private Thread? _thread;
    private Task _beat = Task.CompletedTask;

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "job leases" };
        _thread.Start();
    }

    public void Stop()
    {
        _cancellation.Cancel();
        _stop.Set();
        _thread?.Join();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _cancellation.Dispose();
    }

    private void Run()
    {
        var renewal = Ticks(server.Options.Lease / 3);
        var look = TimeSpan.FromTicks(Math.Min(server.Options.Lease.Ticks / 12, PoolGuard.Interval.Ticks));
        var nextBeat = time.GetTimestamp();
        do
        {
            pool.Look();
            var now = time.GetTimestamp();
            foreach (var job in running.All.Where(job => now > job.LeaseEnd))
            {
                Lose(job);
            }

            if (now >= nextBeat && _beat.IsCompleted)
            {
                nextBeat = now + renewal;
                _beat = BeatAsync();
            }
        }
        while (!_stop.Wait(look));
    }

    private async Task BeatAsync()
    {
        try
        {
            await Task.WhenAll(server.Options.Queues.Select(BeatAsync));
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception error)
        {
            // The leases outlive two missed heartbeats; the loop above sees when they do not.
            LogBeatFailed(error);
        }
    }

    private async Task BeatAsync(string queue)
    {
        var jobs = running.Of(queue).ToArray();
        var end = time.GetTimestamp() + Ticks(server.Options.Lease);
        var (lost, strangers) = await store.HeartbeatAsync(queue, jobs, _cancellation.Token);
        pump.Renewed(queue, end);
        foreach (var job in jobs)
        {
            if (!lost.Contains(job.Taken.Id.Local))
            {
                job.LeaseEnd = end;
            }
            else
            {
                Lose(job);
            }
        }

        // A job that Redis believes to be here, and that nobody here knew then or knows now: its handing out went astray.
        if (_strangers.GetValueOrDefault(queue) is { } before && before.Intersect(strangers).Any())
        {
            pump.Doubt(queue);
        }

        _strangers[queue] = strangers;
    }

    private void Lose(RunningJob job)
    {
        // One that has ended is no longer Redis's as soon as its end is told, which may be just now.
        if (!job.HasEnded && job.Interruption == Interruption.None)
        {
            job.Interrupt(Interruption.LeaseLost);
            LogLost(job.Taken.Id);
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    [LoggerMessage(3010, LogLevel.Warning, "Could not renew the leases of running jobs, trying again")]
    private partial void LogBeatFailed(Exception error);

    [LoggerMessage(3011, LogLevel.Warning, "Lost the lease of job {Id}: it is cancelled here, and another worker may run it")]
    private partial void LogLost(JobId id);
}
