using System.Diagnostics;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults.Caching;

/// <summary>Three replicas over one Redis; each test has its own key.</summary>
[Collection(AloneTests.Name)]
public sealed class SharedCacheTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly List<CacheReplica> _replicas = [];
    private int _queries;

    public async Task InitializeAsync()
    {
        for (var i = 0; i < 3 && Requirement.Missing(["redis-server"]) is null; i++)
        {
            _replicas.Add(await CacheReplica.StartAsync(server.ConnectionString));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [RequiresFact("redis-server")]
    public async Task Entry_of_one_replica_is_read_by_the_others()
    {
        Assert.Equal("old", await _replicas[0].GetAsync(_key, "old"));
        Assert.Equal("old", await _replicas[1].GetAsync(_key, "other"));
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

    [RequiresFact("redis-server")]
    public async Task Tag_of_several_entries_invalidates_them_and_no_others()
    {
        for (var i = 0; i < 10; i++)
        {
            await _replicas[1].GetAsync($"{_key}:{i}", _key, _ => Task.FromResult("old"));
        }

        await _replicas[1].GetAsync($"{_key}:other", "old");
        await _replicas[0].InvalidateAsync(_key);

        for (var i = 0; i < 10; i++)
        {
            await Eventually.IsAsync(() => _replicas[1].GetAsync($"{_key}:{i}", _key, _ => Task.FromResult("new")), value => value == "new", "the entry is invalid");
        }

        Assert.Equal("old", await _replicas[1].GetAsync($"{_key}:other", "new"));
    }

    [RequiresTheory("redis-server")]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Slow_fill_restores_no_old_value(int invalidator)
    {
        var source = new SlowSource();
        var filling = _replicas[0].GetAsync(_key, source.ReadAsync);
        await source.Asked;

        await _replicas[invalidator].InvalidateAsync(_key);
        source.Answer("old");

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
        await server.DelayEntryAsync(_key, by: TimeSpan.FromSeconds(2));
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
    public async Task Cancelled_reader_does_not_fail_the_others()
    {
        var source = new SlowSource();
        using var leaving = new CancellationTokenSource();
        var left = _replicas[0].Cache.GetOrCreateAsync(_key, async ct => await source.ReadAsync(ct), cancellationToken: leaving.Token).AsTask();
        await source.Asked;
        var stayed = _replicas[0].GetAsync(_key, "value");

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal("value", await stayed);
    }
}
