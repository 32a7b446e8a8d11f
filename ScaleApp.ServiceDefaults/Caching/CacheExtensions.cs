using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ScaleApp.ServiceDefaults.Caching;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;
using ZiggyCreatures.Caching.Fusion.Locking.Distributed.Redis;
using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;

namespace ScaleApp.ServiceDefaults;

public static class CacheExtensions
{
    /// <summary>
    /// Adds FusionCache as the <c>HybridCache</c> of the service: memory, then Redis, then the source, over the process's one
    /// connection. Needs <c>AddRedis</c>. See <c>docs/caching.md</c> for how entries are invalidated.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="throwWhenRedisFails">
    /// Whether an invalidation throws when it does not reach Redis: for a job, which is then retried. Otherwise the process remembers it
    /// and repeats it when Redis is available, as long as it lives.
    /// </param>
    public static void AddSharedCache(this IHostApplicationBuilder builder, bool throwWhenRedisFails = false)
    {
        builder.Services.AddOptions<CacheOptions>().BindConfiguration(CacheOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<FusionCacheOptions>().Configure<IOptions<CacheOptions>>(
            (cache, options) => SharedCacheSettings.Apply(cache, options.Value, throwWhenRedisFails));
        builder.Services.AddFusionCache()
            .WithRegisteredOptions()
            .WithMemoryCache(provider => new MemoryCache(
                new MemoryCacheOptions { SizeLimit = provider.GetRequiredService<IOptions<CacheOptions>>().Value.MemoryEntries }))
            .WithSerializer(new FusionCacheSystemTextJsonSerializer(new JsonSerializerOptions { IncludeFields = true }))
            .WithDistributedCache(provider => new RedisCache(new RedisCacheOptions { ConnectionMultiplexerFactory = Shared(provider) }))
            .WithDistributedLocker(provider => new RedisDistributedLocker(
                new RedisDistributedLockerOptions { ConnectionMultiplexerFactory = Shared(provider) }))
            .WithBackplane(provider => new RedisBackplane(new RedisBackplaneOptions { ConnectionMultiplexerFactory = Shared(provider) }))
            .AsHybridCache();
        builder.Services.AddHostedService<MissedInvalidations>();
    }

    private static Func<Task<IConnectionMultiplexer>> Shared(IServiceProvider provider) =>
        () => Task.FromResult(provider.GetRequiredService<IConnectionMultiplexer>());
}
