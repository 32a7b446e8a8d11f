using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Redis.Caching;

/// <summary>What getting an entry needs: memory, Redis as long as it is there, time, and a place for what goes on in the background.</summary>
internal sealed partial class CacheCore(CacheStore store, CacheMemory memory, IOptions<RedisHybridCacheOptions> options,
    TimeProvider time, ILogger<RedisHybridCache> logger)
{
    private readonly long _start = time.GetTimestamp();
    private readonly RedisPause _pause = new(time);

    public CacheMemory Memory => memory;

    public CacheMetrics Metrics { get; } = new(options.Value.Name);

    public CacheStore Store => store;

    public RedisHybridCacheOptions Options => options.Value;

    public TimeProvider Time => time;

    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Does something in Redis; <paramref name="otherwise"/> when it is away.</summary>
    public async Task<T> TryAsync<T>(Func<CacheStore, Task<T>> call, T otherwise)
    {
        if (!_pause.MayAsk())
        {
            return otherwise;
        }

        try
        {
            var answer = await call(store);
            if (_pause.End())
            {
                LogBack();
            }

            return answer;
        }
        catch (Exception error) when (error is RedisUnavailableException or RedisServerException)
        {
            if (_pause.Begin())
            {
                LogAway(error.Message);
            }

            return otherwise;
        }
    }

    /// <summary>Goes on without the caller, who does not wait, and whose context may end before.</summary>
    public void InBackground(string key, Func<Task> action) => ThreadPool.UnsafeQueueUserWorkItem(
        static work => _ = work.Core.RunAsync(work.Key, work.Action), (Core: this, Key: key, Action: action), preferLocal: false);

    private async Task RunAsync(string key, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception error)
        {
            LogRefreshFailed(error, key);
        }
    }

    [LoggerMessage(2100, LogLevel.Warning, "The cache does without Redis: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(2101, LogLevel.Information, "The cache has Redis again")]
    private partial void LogBack();

    [LoggerMessage(2102, LogLevel.Warning, "Entry {Key} could not be refreshed; it is served stale until it expires")]
    private partial void LogRefreshFailed(Exception error, string key);
}
