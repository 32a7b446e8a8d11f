using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Caching;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace ScaleApp.Tests.ServiceDefaults.Caching;

/// <summary>A service with the shared cache as services add it. A test starts one for each replica.</summary>
internal sealed class CacheReplica : IAsyncDisposable
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("FusionCache.Backplane:v2");

    private readonly IHost _host;

    private CacheReplica(IHost host) => _host = host;

    public HybridCache Cache => _host.Services.GetRequiredService<HybridCache>();

    public bool IsListening => _host.Services.GetRequiredService<IConnectionMultiplexer>().GetSubscriber().SubscribedEndpoint(Channel) is not null;

    /// <param name="redis">Connection string.</param>
    /// <param name="settings">Configuration, as <c>Section:Name=value</c>.</param>
    public static Task<CacheReplica> StartAsync(string redis, params string[] settings) => StartAsync(redis, throwWhenRedisFails: false, settings);

    public static async Task<CacheReplica> StartAsync(string redis, bool throwWhenRedisFails, params string[] settings)
    {
        var replica = await StartWithoutRedisAsync(redis, throwWhenRedisFails, settings);
        await Eventually.IsTrueAsync(() => replica.IsListening, "the replica listens");
        return replica;
    }

    /// <summary>Starts a replica that need not reach Redis.</summary>
    public static async Task<CacheReplica> StartWithoutRedisAsync(string redis, bool throwWhenRedisFails = false, params string[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddCommandLine([$"--ConnectionStrings:redis={redis}", .. settings.Select(setting => $"--{setting}")]);
        builder.Services.AddMetrics();
        builder.AddRedis();
        builder.AddSharedCache(throwWhenRedisFails);
        var replica = new CacheReplica(builder.Build());
        await replica._host.StartAsync();
        return replica;
    }

    /// <summary>Reads an entry under a tag that is its key.</summary>
    public Task<string> GetAsync(string key, Func<CancellationToken, Task<string>> source) =>
        Cache.GetOrCreateAsync(key, async ct => await source(ct), tags: [key]).AsTask();

    public Task<string> GetAsync(string key, string value) => GetAsync(key, _ => Task.FromResult(value));

    public Task InvalidateAsync(string tag) => Cache.InvalidateAsync([tag], CancellationToken.None);

    /// <summary>Invalidates in Redis without a message to the other replicas.</summary>
    public async Task InvalidateInSilenceAsync(string tag)
    {
        var cache = _host.Services.GetRequiredService<IFusionCache>();
        await cache.RemoveByTagAsync(tag, new FusionCacheEntryOptions(TimeSpan.FromHours(1)) { SkipBackplaneNotifications = true, Size = 1 });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
