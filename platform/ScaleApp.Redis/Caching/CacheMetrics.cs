using System.Diagnostics.Metrics;

namespace ScaleApp.Redis.Caching;

/// <summary>What a cache counts.</summary>
/// <param name="name">Of the cache, on every count.</param>
internal sealed class CacheMetrics(string name)
{
    private static readonly Meter Meter = new(RedisTelemetry.Name);

    private static readonly Counter<long> Hits = Meter.CreateCounter<long>(
        "scaleapp.cache.hits", "{entry}", "Entries that were found, in this process's memory or in Redis.");

    private static readonly Counter<long> Misses = Meter.CreateCounter<long>(
        "scaleapp.cache.misses", "{entry}", "Entries that the source was asked for; however many wait for one, it counts once.");

    private static readonly Counter<long> Invalidations = Meter.CreateCounter<long>(
        "scaleapp.cache.invalidations", "{invalidation}", "Keys and tags that this process had every replica forget.");

    private static readonly KeyValuePair<string, object?> Memory = new("cache.tier", "memory");
    private static readonly KeyValuePair<string, object?> Redis = new("cache.tier", "redis");

    private readonly KeyValuePair<string, object?> _name = new("cache.name", name);

    public void FoundInMemory() => Hits.Add(1, _name, Memory);

    public void FoundInRedis() => Hits.Add(1, _name, Redis);

    public void AskedSource() => Misses.Add(1, _name);

    public void Invalidated() => Invalidations.Add(1, _name);
}
