using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ScaleApp.Redis;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.Caching;

public class CacheMetricsTests(RedisServer server) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Hits_are_counted_by_where_they_were_found_misses_by_queries_and_what_was_forgotten()
    {
        var name = Guid.NewGuid().ToString("N");
        var sums = new ConcurrentDictionary<string, long>();
        using var listener = Listen(name, sums);
        await using var first = await CacheReplica.StartAsync(server.ConnectionString, name);
        await using var second = await CacheReplica.StartAsync(server.ConnectionString, name);

        await first.GetAsync("key", () => "value");
        await first.GetAsync("key", () => "value");
        await first.GetAsync("key", () => "value");
        await second.GetAsync("key", () => "value");
        await second.Cache.RemoveAsync(["key", "another"]);
        await second.Cache.RemoveByTagAsync("tag");

        Assert.Equal(1, sums["scaleapp.cache.misses "]);
        Assert.Equal(2, sums["scaleapp.cache.hits memory"]);
        Assert.Equal(1, sums["scaleapp.cache.hits redis"]);
        Assert.Equal(3, sums["scaleapp.cache.invalidations "]);
    }

    private static MeterListener Listen(string cache, ConcurrentDictionary<string, long> sums)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == RedisTelemetry.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
            if (all.GetValueOrDefault("cache.name") == cache)
            {
                sums.AddOrUpdate($"{instrument.Name} {all.GetValueOrDefault("cache.tier")}", value, (_, sum) => sum + value);
            }
        });
        listener.Start();
        return listener;
    }
}
