namespace ScaleApp.Tests.ServiceDefaults.Caching;

/// <summary>A Redis that is killed, stopped or cut off under two replicas; each test has its own, which keeps its data.</summary>
[Collection(AloneTests.Name)]
public sealed class CacheFaultTests() : TestWithServers("redis-server")
{
    private const string Key = "key";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private RedisServer _redis = null!;
    private CacheReplica _first = null!;
    private CacheReplica _second = null!;
    private int _queries;

    private protected override async Task StartAsync()
    {
        _redis = await OwnAsync(RedisServer.StartAsync(appendOnly: true));
        _first = await OwnAsync(CacheReplica.StartAsync(_redis.ConnectionString));
        _second = await OwnAsync(CacheReplica.StartAsync(_redis.ConnectionString));
    }

    [RequiresFact("redis-server")]
    public async Task Killed_Redis_leaves_memory_hits_and_one_query_per_process()
    {
        await _first.GetAsync(Key, "old");
        await _first.GetAsync(Key, "old");
        await _redis.KillAsync();

        Assert.Equal("old", await _first.GetAsync(Key, "new"));
        var misses = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => (i % 2 == 0 ? _first : _second).GetAsync("missing", QueryAsync))));

        Assert.All(misses, value => Assert.Contains(value, (string[])["1", "2"]));
        Assert.Equal(2, _queries);
    }

    [RequiresFact("redis-server")]
    public async Task Invalidation_during_an_outage_holds_and_reaches_others_afterwards()
    {
        foreach (var replica in (CacheReplica[])[_first, _second])
        {
            await replica.GetAsync(Key, "old");
            await replica.GetAsync(Key, "old");
        }

        await _redis.KillAsync();
        await _first.InvalidateAsync(Key);
        Assert.Equal("new", await _first.GetAsync(Key, "new"));

        // Redis still has the old entry without its invalidation.
        await _redis.RestartAsync();
        var watch = Stopwatch.StartNew();
        do
        {
            Assert.Equal("new", await _first.GetAsync(Key, "new"));
        }
        while (watch.Elapsed < TimeSpan.FromSeconds(3) && await _second.GetAsync(Key, "new") != "new");

        await Eventually.IsAsync(() => _second.GetAsync(Key, "new"), value => value == "new", "the other replica reads the new value", Soon);
        Assert.Equal("new", await _first.GetAsync(Key, "new"));
    }

    [RequiresFact("redis-server")]
    public async Task Disconnected_replica_distrusts_its_memory_after_reconnecting()
    {
        await using var proxy = new CuttingProxy(_redis.Port);
        await using var replica = await CacheReplica.StartAsync($"127.0.0.1:{proxy.Port},password={_redis.Password}");
        await replica.GetAsync(Key, "old");
        await replica.GetAsync(Key, "old");

        await proxy.BreakAsync();
        await _first.InvalidateAsync(Key);
        Assert.Equal("old", await replica.GetAsync(Key, "new"));
        proxy.Resume();

        await Eventually.IsAsync(() => replica.GetAsync(Key, "new"), value => value == "new", "the replica distrusts its memory", Soon);
    }

    [RequiresFact("redis-server")]
    public async Task Stopped_Redis_delays_no_hit_and_misses_for_seconds_only()
    {
        await _first.GetAsync(Key, "old");
        await _first.GetAsync(Key, "old");
        _redis.Stop();

        var hit = Stopwatch.StartNew();
        Assert.Equal("old", await _first.GetAsync(Key, "new"));
        Assert.InRange(hit.Elapsed.TotalMilliseconds, 0, 250);

        var miss = Stopwatch.StartNew();
        Assert.Equal("1", await _first.GetAsync("missing", QueryAsync));
        Assert.InRange(miss.Elapsed.TotalSeconds, 0, 6);
        _redis.Continue();
    }

    [RequiresFact("redis-server")]
    public async Task Replica_started_without_Redis_subscribes_once_it_is_available()
    {
        await _redis.KillAsync();
        await using var late = await CacheReplica.StartWithoutRedisAsync(_redis.ConnectionString);
        Assert.Equal("1", await late.GetAsync("early", QueryAsync));
        await _redis.RestartAsync();
        await Eventually.IsTrueAsync(() => late.IsListening, "the replica listens", TimeSpan.FromSeconds(10));
        await late.GetAsync(Key, "old");
        await late.GetAsync(Key, "old");

        await _first.InvalidateAsync(Key);

        await Eventually.IsAsync(() => late.GetAsync(Key, "new"), value => value == "new", "the message arrives", Soon);
    }

    [RequiresFact("redis-server")]
    public async Task Killed_filler_delays_others_by_at_most_five_seconds()
    {
        await using var filler = TestProgram.Start(Filler, _redis.ConnectionString, Key);
        await filler.WaitForLineAsync(line => line == "filling");
        filler.Kill();

        var watch = Stopwatch.StartNew();
        var values = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? _first : _second).GetAsync(Key, QueryAsync)));

        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 5);
        Assert.All(values, value => Assert.Contains(value, (string[])["1", "2"]));
        Assert.InRange(_queries, 1, 2);
    }

    [RequiresFact("redis-server")]
    public async Task Unavailable_source_leaves_expired_entries_but_not_invalidated_ones()
    {
        await using var replica = await CacheReplica.StartAsync(_redis.ConnectionString, "Cache:Expiration=00:00:01", "Cache:MemoryExpiration=00:00:01");
        await replica.GetAsync("expired", "old");
        await replica.GetAsync("invalidated", "old");

        await Eventually.IsTrueAsync(async () => await replica.GetAsync("expired", FailAsync) == "old" && _queries > 0, "the source is asked, and fails");
        Assert.Equal("old", await replica.GetAsync("expired", FailAsync));
        await _first.InvalidateAsync("invalidated");

        await Eventually.IsTrueAsync(async () =>
        {
            var error = await Record.ExceptionAsync(() => replica.GetAsync("invalidated", FailAsync));
            return error is InvalidOperationException;
        }, "the invalidated entry is not served", Soon);
    }

    [RequiresFact("redis-server")]
    public async Task Job_sees_an_invalidation_that_does_not_reach_Redis()
    {
        await using var worker = await CacheReplica.StartAsync(_redis.ConnectionString, throwWhenRedisFails: true);
        await worker.InvalidateAsync(Key);
        await _redis.KillAsync();

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => worker.InvalidateAsync(Key));
        }

        await _redis.RestartAsync();
        await Eventually.IsTrueAsync(async () => await Record.ExceptionAsync(() => worker.InvalidateAsync(Key)) is null, "it reaches Redis again", Soon);
    }

    [RequiresFact("redis-server")]
    public async Task Memory_keeps_a_bounded_number_of_entries()
    {
        await using var small = await CacheReplica.StartAsync(_redis.ConnectionString, "Cache:MemoryEntries=100");
        for (var i = 0; i < 1_000; i++)
        {
            await small.GetAsync($"entry:{i}", "value");
        }

        await _redis.KillAsync();

        // Every entry that is in memory is read without a query.
        for (var i = 0; i < 1_000; i++)
        {
            await small.GetAsync($"entry:{i}", QueryAsync);
        }

        Assert.InRange(_queries, 900, 1_000);
    }

    private const string Filler = "cache-filler";

    [TestProgram(Filler)]
    internal static async Task<int> FillAsync(string[] args, CancellationToken stopping)
    {
        await using var replica = await CacheReplica.StartAsync(args[0]);
        await replica.GetAsync(args[1], async _ =>
        {
            Console.WriteLine("filling");
            await Task.Delay(Timeout.Infinite, stopping);
            return "";
        });
        return 0;
    }

    private async Task<string> QueryAsync(CancellationToken ct)
    {
        var query = Interlocked.Increment(ref _queries);
        await Task.Yield();
        return $"{query}";
    }

    private Task<string> FailAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref _queries);
        throw new InvalidOperationException("The source is unavailable.");
    }
}
