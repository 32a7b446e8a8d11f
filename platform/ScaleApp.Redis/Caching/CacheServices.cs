using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ScaleApp.Redis.Caching;

namespace Microsoft.Extensions.Hosting;

/// <summary>The framework's <see cref="HybridCache"/> for many replicas.</summary>
public static class CacheServices
{
    /// <summary>
    /// Adds a <see cref="HybridCache"/> over memory and Redis, from <see cref="RedisHybridCacheOptions"/>; needs
    /// <c>AddRedisClient</c>. Values are written as JSON, unless an <see cref="IHybridCacheSerializer{T}"/> or an
    /// <see cref="IHybridCacheSerializerFactory"/> is registered. Types that say they are immutable
    /// (<c>[ImmutableObject(true)]</c>) are handed out from memory as they are, others are read anew for each caller.
    /// </summary>
    public static void AddRedisHybridCache(this IHostApplicationBuilder builder, Action<RedisHybridCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<RedisHybridCacheOptions>().BindConfiguration(RedisHybridCacheOptions.Section)
            .Configure(options => configure?.Invoke(options)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services =>
            new CacheKeys(services.GetRequiredService<IOptions<RedisHybridCacheOptions>>().Value.Name));
        builder.Services.AddSingleton<CacheStore>();
        builder.Services.AddSingleton<CacheMemory>();
        builder.Services.AddSingleton<CacheSerializers>();
        builder.Services.AddSingleton<CacheCore>();
        builder.Services.AddSingleton<HybridCache, RedisHybridCache>();
        builder.Services.AddHostedService<CacheSync>();
    }
}
