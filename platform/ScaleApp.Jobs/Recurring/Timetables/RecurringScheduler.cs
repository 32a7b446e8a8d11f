using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScaleApp.Jobs.Recurring.Storage;
using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Jobs.Recurring.Timetables;

/// <summary>Has recurring jobs enqueued at their time, in every worker, for all queues.</summary>
/// <remarks>
/// A timer is armed to the earliest occurrence of each queue, by the time that Redis gave for it and counted on the monotonic clock:
/// what the machine's own clock shows is never asked. A change made by another process is told by a message and re-arms; a poll bounds
/// what a lost message costs. There is no leader, so nobody has to notice that one died.
/// </remarks>
internal sealed partial class RecurringScheduler(RecurringTimetable timetable, RecurringStore store, IRedisConnection redis,
    IOptions<RecurringSchedulerOptions> options, TimeProvider time, ILogger<RecurringScheduler> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, long> _due = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private long _nextPoll = long.MinValue;
    private bool _isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IAsyncDisposable? subscription = null;
        redis.Restored += LookAgain;
        try
        {
            subscription = await SubscribeAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                await _changed.WaitAsync(await RoundAsync(stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what is due is enqueued by the other workers.
        }
        finally
        {
            redis.Restored -= LookAgain;
            await (subscription?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _changed.Dispose();
    }

    /// <summary>Looks at every queue whose time has come, and returns how long there is nothing to do.</summary>
    private async Task<TimeSpan> RoundAsync(CancellationToken ct)
    {
        try
        {
            if (time.GetTimestamp() >= Volatile.Read(ref _nextPoll))
            {
                Volatile.Write(ref _nextPoll, In(options.Value.PollInterval));
                foreach (var queue in await store.QueuesAsync(ct))
                {
                    _due[queue] = long.MinValue;
                }
            }

            await Task.WhenAll(_due.Where(entry => entry.Value <= time.GetTimestamp()).Select(entry => FireAsync(entry.Key, ct)));
            _isAway = false;
            return Pause();
        }
        catch (Exception error) when (error is RedisUnavailableException or RedisException)
        {
            LookAgainAtAll();
            if (!_isAway)
            {
                _isAway = true;
                LogAway(error);
            }

            return RetryDelay;
        }
    }

    private async Task FireAsync(string queue, CancellationToken ct)
    {
        // Before the call, so that a change which is told while it is under way is not lost.
        _due[queue] = long.MaxValue;
        var wait = await timetable.FireAsync(queue, ct);
        if (wait is { } left && left < options.Value.PollInterval)
        {
            // A fraction of a millisecond too early would only be refused.
            _due.TryUpdate(queue, In(left + TimeSpan.FromMilliseconds(1)), long.MaxValue);
        }
    }

    private TimeSpan Pause()
    {
        var until = Math.Min(_nextPoll, _due.IsEmpty ? long.MaxValue : _due.Values.Min());
        var now = time.GetTimestamp();
        return until <= now ? TimeSpan.Zero : time.GetElapsedTime(now, until) + TimeSpan.FromMilliseconds(1);
    }

    private long In(TimeSpan delay) => time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);

    private async Task<IAsyncDisposable> SubscribeAsync(CancellationToken ct) =>
        await redis.SubscribeAsync(RedisChannel.Literal(RecurringKeys.ChangedChannel), (_, queue) => LookAgain((string)queue!), ct);

    private void LookAgain(string queue)
    {
        _due[queue] = long.MinValue;
        Signal();
    }

    private void LookAgain()
    {
        LookAgainAtAll();
        Signal();
    }

    private void LookAgainAtAll() => Volatile.Write(ref _nextPoll, long.MinValue);

    private void Signal()
    {
        try
        {
            _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // Told already and not looked at yet: once is enough.
        }
    }

    [LoggerMessage(3510, LogLevel.Warning, "Recurring jobs cannot be looked at while Redis is away, trying again until it is back")]
    private partial void LogAway(Exception error);
}
