using System.Text.Json.Nodes;

namespace ScaleApp.Tests.ServiceDefaults.Caching;

/// <summary>Three replicas over one Redis; each test has its own key.</summary>
[Collection(AloneTests.Name)]
public sealed class SharedCacheTests(RedisServer server) : TestWithServers("redis-server"), IClassFixture<RedisServer>
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly List<CacheReplica> _replicas = [];
    private int _queries;

    private protected override async Task StartAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            _replicas.Add(await OwnAsync(CacheReplica.StartAsync(server.ConnectionString)));
        }
    }

    [RequiresFact("redis-server")]
    public async Task Thousand_misses_on_three_replicas_query_once()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reads = Enumerable.Range(0, 1_000).Select(i => _replicas[i % 3].GetAsync(_key, async ct =>
        {
            await gate.Task.WaitAsync(ct);
            return $"{Interlocked.Increment(ref _queries)}";
        })).ToArray();

        gate.SetResult();

        Assert.All(await Task.WhenAll(reads), value => Assert.Equal("1", value));
        Assert.Equal(1, _queries);
    }

    [RequiresFact("redis-server")]
    public async Task Invalidation_holds_locally_at_once_and_elsewhere_soon()
    {
        var delays = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            foreach (var replica in _replicas)
            {
                await replica.GetAsync(_key, $"{i}");
            }

            await _replicas[0].InvalidateAsync(_key);
            Assert.Equal($"{i + 1}", await _replicas[0].GetAsync(_key, $"{i + 1}"));

            var watch = Stopwatch.StartNew();
            await Eventually.IsAsync(() => _replicas[1].GetAsync(_key, $"{i + 1}"), value => value == $"{i + 1}", "the other replica reads the new value");
            delays.Add(watch.Elapsed.TotalMilliseconds);
        }

        Assert.InRange(delays.Order().ElementAt(197), 0, 100);
    }

    [RequiresTheory("redis-server")]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Slow_fill_restores_no_old_value(int invalidator)
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        var filling = _replicas[0].GetAsync(_key, ct =>
        {
            asked.SetResult();
            return answer.Task.WaitAsync(ct);
        });
        await asked.Task.WaitAsync(Eventually.Default);

        await _replicas[invalidator].InvalidateAsync(_key);
        answer.SetResult("old");

        // Reads that began before the change may still return the old value.
        Assert.Equal("old", await filling);
        Assert.Equal("new", await _replicas[invalidator].GetAsync(_key, "new"));
        foreach (var replica in _replicas)
        {
            await Eventually.IsAsync(() => replica.GetAsync(_key, "new"), value => value == "new", "every replica reads the new value", TimeSpan.FromSeconds(1));
        }
    }

    [RequiresFact("redis-server")]
    public async Task Second_invalidation_compensates_for_a_clock_ahead()
    {
        await _replicas[0].GetAsync(_key, "old");

        // As a replica stores it whose clock is two seconds ahead.
        var entry = JsonNode.Parse((byte[])(await server.AdministerAsync("HGET", $"v2:cache:{_key}", "data"))!)!;
        entry["Timestamp"] = entry["Timestamp"]!.GetValue<long>() + TimeSpan.FromSeconds(2).Ticks;
        await server.AdministerAsync("HSET", $"v2:cache:{_key}", "data", Encoding.UTF8.GetBytes(entry.ToJsonString()));
        Assert.Equal("old", await _replicas[1].GetAsync(_key, "old"));

        // Invalidates the tag only: an entry that is stored later is not removed with it.
        await _replicas[0].Cache.RemoveByTagAsync(_key);
        Assert.Equal("old", await _replicas[1].GetAsync(_key, "new"));

        await Eventually.IsAsync(async () =>
        {
            await _replicas[0].Cache.RemoveByTagAsync(_key);
            return await _replicas[1].GetAsync(_key, "new");
        }, value => value == "new", "an invalidation after two seconds holds", TimeSpan.FromSeconds(5));
    }

    [RequiresFact("redis-server")]
    public async Task Memory_expiration_compensates_for_a_silently_lost_message()
    {
        await using var deaf = await CacheReplica.StartAsync(server.ConnectionString, "Cache:MemoryExpiration=00:00:01");
        await deaf.GetAsync(_key, "old");

        // This read checks for an invalidation as well, and caches that none exists.
        Assert.Equal("old", await deaf.GetAsync(_key, "new"));

        await _replicas[0].InvalidateInSilenceAsync(_key);
        Assert.Equal("old", await deaf.GetAsync(_key, "new"));

        await Eventually.IsAsync(() => deaf.GetAsync(_key, "new"), value => value == "new", "the replica asks Redis again", TimeSpan.FromSeconds(5));
    }

    [RequiresFact("redis-server")]
    public async Task Entries_filled_together_expire_apart()
    {
        var keys = Enumerable.Range(0, 200).Select(number => $"{_key}:{number}").ToArray();
        await Task.WhenAll(keys.Select(key => _replicas[0].GetAsync(key, "value")));

        var valid = new List<TimeSpan>();
        foreach (var key in keys)
        {
            var entry = JsonNode.Parse((byte[])(await server.AdministerAsync("HGET", $"v2:cache:{key}", "data"))!)!;
            valid.Add(TimeSpan.FromTicks(entry["LogicalExpirationTimestamp"]!.GetValue<long>() - entry["Timestamp"]!.GetValue<long>()));
        }

        Assert.InRange(valid.Max() - valid.Min(), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(80));
        Assert.InRange(valid.Min(), TimeSpan.FromSeconds(225), TimeSpan.FromSeconds(240));
    }
}
