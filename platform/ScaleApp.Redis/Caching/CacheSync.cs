using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Redis.Caching;

/// <summary>Keeps memory true to Redis: hears what other replicas say, and asks whether something was missed.</summary>
/// <remarks>
/// Messages can be lost: with the link, and in silence. After a loss of the link all is forgotten; a loss in silence is found by
/// the numbers of the invalidations, at the next message or the next poll.
/// </remarks>
internal sealed partial class CacheSync(IRedisConnection redis, CacheStore store, CacheKeys keys, CacheMemory memory,
    IOptions<RedisHybridCacheOptions> options, TimeProvider time, ILogger<CacheSync> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.Restored += memory.Flush;
        try
        {
            await using var subscription = await redis.SubscribeAsync(RedisChannel.Literal(keys.Channel), (_, text) => Hear((string?)text ?? ""), stoppingToken);
            using var timer = new PeriodicTimer(options.Value.PollInterval, time);
            var comparedAt = time.GetTimestamp();
            do
            {
                if (await TryCompareAsync(stoppingToken))
                {
                    comparedAt = time.GetTimestamp();
                }
                else if (time.GetElapsedTime(comparedAt) >= options.Value.AwayExpiration)
                {
                    memory.Flush();
                    comparedAt = time.GetTimestamp();
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            redis.Restored -= memory.Flush;
        }
    }

    private async Task<bool> TryCompareAsync(CancellationToken ct)
    {
        try
        {
            var heard = memory.Highest;
            var numbers = await store.SequencesAsync(ct);
            for (var partition = 0; partition < numbers.Length; partition++)
            {
                memory[partition].Compare(numbers[partition], heard[partition]);
            }

            return true;
        }
        catch (Exception error) when (error is RedisUnavailableException or StackExchange.Redis.RedisServerException)
        {
            LogNotCompared(error.Message);
            return false;
        }
    }

    private void Hear(string text)
    {
        if (CacheMessage.TryParse(text, out var message))
        {
            memory.Hear(message);
        }
        else
        {
            LogNotUnderstood(text.Length);
        }
    }

    [LoggerMessage(2110, LogLevel.Debug, "Redis cannot say whether an invalidation was missed: {Reason}")]
    private partial void LogNotCompared(string reason);

    [LoggerMessage(2111, LogLevel.Warning,
        "A message of {Length} characters on the cache's channel is not one of the cache's; does another version of the service run?")]
    private partial void LogNotUnderstood(int length);
}
