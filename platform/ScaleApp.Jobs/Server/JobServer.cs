using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Jobs;

/// <summary>Starts the parts of a server, and stops them so that nothing it had taken is lost or waits for a lease to end.</summary>
internal sealed partial class JobServer(IRedisConnection redis, ServerStore store, ServerIdentity server, QueueCatalog queues,
    RunningJobs running, JobPump pump, LeaseKeeper leases, LeaseReclaimer reclaimer, NoteSender notes, QueueGauges gauges,
    TimeProvider time, ILogger<JobServer> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _background = new();
    private readonly CancellationTokenSource _pumping = new();
    private readonly List<Task> _tasks = [];
    private Task _pump = Task.CompletedTask;
    private int _state;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) == 0)
        {
            redis.Restored += OnRestored;
            leases.Start();
            // What flows with whoever started the host is not the jobs'.
            using (ExecutionContext.SuppressFlow())
            {
                _pump = Task.Run(() => pump.RunAsync(_pumping.Token), CancellationToken.None);
            }

            foreach (var part in (Func<CancellationToken, Task>[])[ListenAsync, reclaimer.RunAsync, notes.RunAsync, gauges.RunAsync])
            {
                _tasks.Add(Task.Run(() => part(_background.Token), CancellationToken.None));
            }

            LogStarted(server.Id, server.Options.WorkerCount, string.Join(", ", server.Options.Queues));
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _state, 2) != 1)
        {
            return;
        }

        pump.Stop();
        foreach (var job in running.All)
        {
            job.Interrupt(Interruption.Shutdown);
        }

        if (!await EndsAsync(_pump, server.Options.ShutdownTimeout, cancellationToken))
        {
            await GiveBackAsync();
        }

        redis.Restored -= OnRestored;
        await _pumping.CancelAsync();
        pump.Stop();
        await _background.CancelAsync();
        await Task.WhenAll(_tasks).ContinueWith(_ => { }, TaskScheduler.Default);
        leases.Stop();
        await LeaveAsync();
        LogStopped(server.Id);
    }

    public void Dispose()
    {
        _background.Dispose();
        _pumping.Dispose();
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await using var wake = await redis.SubscribeAsync(
                    RedisChannel.Literal(JobKeys.WakeChannel + server.Id), (_, message) => pump.Receive(message!), ct);
                await using var cancel = await redis.SubscribeAsync(RedisChannel.Literal(JobKeys.CancelChannel + server.Id), (_, id) => Cancel(id), ct);
                foreach (var queue in server.Options.Queues)
                {
                    await queues.ListAsync(queue, ct);
                }

                // What was parked before the subscription stood would not have been heard.
                pump.Wake();
                await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogListenFailed(error);
                await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
            }
        }
    }

    // Jobs may have been handed over that did not arrive.
    private void OnRestored() => pump.Doubt();

    private void Cancel(string? id)
    {
        if (JobId.TryParse(id, out var job))
        {
            running.Interrupt(job, Interruption.Deleted);
        }
    }

    private async Task GiveBackAsync()
    {
        LogGivingBack(running.Count, server.Options.ShutdownTimeout);
        foreach (var job in running.All.Where(job => !job.HasEnded))
        {
            pump.Settle(new Settlement(job, Outcome.Back, default, "its worker shut down and it did not end within the grace"));
        }

        await EndsAsync(_pump, Farewell, CancellationToken.None);
    }

    private async Task LeaveAsync()
    {
        try
        {
            foreach (var queue in server.Options.Queues)
            {
                await store.LeaveAsync(queue, running.Of(queue), CancellationToken.None);
            }
        }
        catch (RedisUnavailableException error)
        {
            // It is forgotten by itself when its heartbeats stay away.
            LogListenFailed(error);
        }
    }

    private async Task<bool> EndsAsync(Task task, TimeSpan within, CancellationToken ct)
    {
        try
        {
            await task.WaitAsync(within, time, ct);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(3200, LogLevel.Information, "Job server {Server} runs {Workers} jobs at once from {Queues}")]
    private partial void LogStarted(string server, int workers, string queues);

    [LoggerMessage(3201, LogLevel.Information, "Job server {Server} has stopped")]
    private partial void LogStopped(string server);

    [LoggerMessage(3202, LogLevel.Warning, "{Count} jobs did not end within {Grace}: they go back to their queues")]
    private partial void LogGivingBack(int count, TimeSpan grace);

    [LoggerMessage(3203, LogLevel.Warning, "Could not reach Redis to listen for work or to say goodbye; the poll stands in")]
    private partial void LogListenFailed(Exception error);
}
