using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScaleApp.Redis;
using ScaleApp.Redis.Caching;

namespace ScaleApp.Tests.Redis.Caching;

/// <summary>A process's cache, with a connection of its own: several with one name stand for replicas.</summary>
internal sealed class CacheReplica : IAsyncDisposable
{
    private readonly IRedisConnection _redis;
    private readonly CacheSync _sync;
    private readonly CacheMemory _memory;
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    private CacheReplica(IRedisConnection redis, RedisHybridCacheOptions options)
    {
        var wrapped = Options.Create(options);
        var keys = new CacheKeys(options.Name);
        var store = new CacheStore(redis, keys);
        _redis = redis;
        _memory = new CacheMemory(wrapped, TimeProvider.System);
        _sync = new CacheSync(redis, store, keys, _memory, wrapped, TimeProvider.System, NullLogger<CacheSync>.Instance);
        var core = new CacheCore(store, _memory, wrapped, TimeProvider.System, NullLogger<RedisHybridCache>.Instance);
        Cache = new RedisHybridCache(core, new CacheSerializers(_services, []));
    }

    public HybridCache Cache { get; }

    /// <summary>Starts one that has subscribed, and polls only every ten minutes unless told otherwise.</summary>
    public static async Task<CacheReplica> StartAsync(string redis, string name, Action<RedisHybridCacheOptions>? configure = null)
    {
        var options = new RedisHybridCacheOptions { Name = name, PollInterval = TimeSpan.FromMinutes(10) };
        configure?.Invoke(options);
        var replica = new CacheReplica(await RedisClients.ConnectAsync(redis), options);
        await replica._sync.StartAsync(CancellationToken.None);

        // The first comparison comes after the subscription.
        await Support.Eventually.IsTrueAsync(() => replica._memory.Highest.All(number => number is not null), "the cache listens");
        return replica;
    }

    public ValueTask<T> GetAsync<T>(string key, Func<CancellationToken, ValueTask<T>> source, params string[] tags) =>
        Cache.GetOrCreateAsync(key, source, tags: tags);

    public ValueTask<T> GetAsync<T>(string key, Func<T> source, params string[] tags) =>
        GetAsync(key, _ => ValueTask.FromResult(source()), tags);

    public async ValueTask DisposeAsync()
    {
        await _sync.StopAsync(CancellationToken.None);
        _sync.Dispose();
        _memory.Dispose();
        await _redis.DisposeAsync();
        await _services.DisposeAsync();
    }
}
