using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.Redis.SignalR;

/// <summary>
/// Compares the positions of the followers with those of the logs, from time to time and when the link to Redis is back: a channel
/// that has fallen silent looks like a log that nobody writes to.
/// </summary>
internal sealed partial class LogFeedCheck<THub>(LogFeeds<THub> feeds, MessageLog log, IRedisConnection redis, IOptions<MessageLogOptions> options,
    TimeProvider time, ILogger<LogFeedCheck<THub>> logger) : BackgroundService where THub : Hub
{
    // In one round trip.
    private const int Batch = 500;

    private TaskCompletionSource _restored = NewSignal();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.Restored += OnRestored;
        try
        {
            while (true)
            {
                await Volatile.Read(ref _restored).Task.WaitAsync(options.Value.CheckInterval, time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stoppingToken.ThrowIfCancellationRequested();
                Volatile.Write(ref _restored, NewSignal());
                await CheckAsync(stoppingToken);
            }
        }
        finally
        {
            redis.Restored -= OnRestored;
        }
    }

    private async Task CheckAsync(CancellationToken ct)
    {
        try
        {
            foreach (var batch in feeds.Feeds.Chunk(Batch))
            {
                var before = Array.ConvertAll(batch, feed => feed.Head);
                var heads = await log.HeadsAsync(Array.ConvertAll(batch, feed => feed.Name), ct);
                for (var i = 0; i < batch.Length; i++)
                {
                    // One that has moved meanwhile is alive.
                    if (batch[i].Head == before[i] && (heads[i] ?? new LogPosition("", 0)) != before[i])
                    {
                        batch[i].LookForMissing();
                    }
                }
            }
        }
        catch (RedisUnavailableException error)
        {
            // When it is back, the link is restored, and that is looked at.
            LogNotChecked(error.Message);
        }
    }

    private void OnRestored() => Volatile.Read(ref _restored).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(2423, LogLevel.Debug, "Positions cannot be compared while Redis is away: {Reason}")]
    private partial void LogNotChecked(string reason);
}
