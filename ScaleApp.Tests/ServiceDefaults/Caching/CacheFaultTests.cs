using System.Diagnostics;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults.Caching;

/// <summary>A Redis that is killed, stopped or cut off under two replicas; each test has its own, which keeps its data.</summary>
[Collection(AloneTests.Name)]
public sealed class CacheFaultTests : IAsyncLifetime
{
    private const string Key = "key";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private RedisServer? _redis;
    private CacheReplica? _first;
    private CacheReplica? _second;
    private int _queries;

    private RedisServer Redis => _redis!;

    private CacheReplica First => _first!;

    private CacheReplica Second => _second!;

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server"]) is null)
        {
            _redis = await RedisServer.StartAsync(appendOnly: true);
            _first = await CacheReplica.StartAsync(_redis.ConnectionString);
            _second = await CacheReplica.StartAsync(_redis.ConnectionString);
        }
    }

    public async Task DisposeAsync()
    {
        await (_first?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_second?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_redis?.DisposeAsync() ?? Task.CompletedTask);
    }

    [RequiresFact("redis-server")]
    public async Task Killed_Redis_leaves_memory_hits_and_one_query_per_process()
    {
        await First.GetAsync(Key, "old");
        await First.GetAsync(Key, "old");
        await Redis.KillAsync();

        Assert.Equal("old", await First.GetAsync(Key, "new"));
        var misses = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => (i % 2 == 0 ? First : Second).GetAsync("missing", QueryAsync))));

        Assert.All(misses, value => Assert.Contains(value, (string[])["1", "2"]));
        Assert.Equal(2, _queries);
    }

    [RequiresFact("redis-server")]
    public async Task Invalidation_during_an_outage_holds_and_reaches_others_afterwards()
    {
        foreach (var replica in (CacheReplica[])[First, Second])
        {
            await replica.GetAsync(Key, "old");
            await replica.GetAsync(Key, "old");
        }

        await Redis.KillAsync();
        await First.InvalidateAsync(Key);
        Assert.Equal("new", await First.GetAsync(Key, "new"));

        // Redis still has the old entry without its invalidation.
        await Redis.RestartAsync();
        var watch = Stopwatch.StartNew();
        do
        {
            Assert.Equal("new", await First.GetAsync(Key, "new"));
        }
        while (watch.Elapsed < TimeSpan.FromSeconds(3) && await Second.GetAsync(Key, "new") != "new");

        await Eventually.IsAsync(() => Second.GetAsync(Key, "new"), value => value == "new", "the other replica reads the new value", Soon);
        Assert.Equal("new", await First.GetAsync(Key, "new"));
    }

    [RequiresFact("redis-server")]
    public async Task Disconnected_replica_distrusts_its_memory_after_reconnecting()
    {
        await using var proxy = new CuttingProxy(Redis.Port);
        await using var replica = await CacheReplica.StartAsync($"127.0.0.1:{proxy.Port},password={Redis.Password}");
        await replica.GetAsync(Key, "old");
        await replica.GetAsync(Key, "old");

        await proxy.BreakAsync();
        await First.InvalidateAsync(Key);
        Assert.Equal("old", await replica.GetAsync(Key, "new"));
        proxy.Resume();

        await Eventually.IsAsync(() => replica.GetAsync(Key, "new"), value => value == "new", "the replica distrusts its memory", Soon);
    }

    [RequiresFact("redis-server")]
    public async Task Stopped_Redis_delays_no_hit_and_misses_for_seconds_only()
    {
        await First.GetAsync(Key, "old");
        await First.GetAsync(Key, "old");
        Redis.Stop();

        var hit = Stopwatch.StartNew();
        Assert.Equal("old", await First.GetAsync(Key, "new"));
        Assert.InRange(hit.Elapsed.TotalMilliseconds, 0, 250);

        var miss = Stopwatch.StartNew();
        Assert.Equal("1", await First.GetAsync("missing", QueryAsync));
        Assert.InRange(miss.Elapsed.TotalSeconds, 0, 6);
        Redis.Continue();
    }

    [RequiresFact("redis-server")]
    public async Task Replica_started_without_Redis_subscribes_once_it_is_available()
    {
        await Redis.KillAsync();
        await using var late = await CacheReplica.StartWithoutRedisAsync(Redis.ConnectionString);
        Assert.Equal("1", await late.GetAsync("early", QueryAsync));
        await Redis.RestartAsync();
        await Eventually.IsTrueAsync(() => late.IsListening, "the replica listens", TimeSpan.FromSeconds(10));
        await late.GetAsync(Key, "old");
        await late.GetAsync(Key, "old");

        await First.InvalidateAsync(Key);

        await Eventually.IsAsync(() => late.GetAsync(Key, "new"), value => value == "new", "the message arrives", Soon);
    }

    [RequiresFact("redis-server")]
    public async Task Killed_filler_delays_others_by_at_most_five_seconds()
    {
        await using var filler = TestProgram.Start(Filler, Redis.ConnectionString, Key);
        await filler.WaitForLineAsync(line => line == "filling");
        filler.Kill();

        var watch = Stopwatch.StartNew();
        var values = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? First : Second).GetAsync(Key, QueryAsync)));

        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 5);
        Assert.All(values, value => Assert.Contains(value, (string[])["1", "2"]));
        Assert.InRange(_queries, 1, 2);
    }

    [RequiresFact("redis-server")]
    public async Task Unavailable_source_leaves_expired_entries_but_not_invalidated_ones()
    {
        await using var replica = await CacheReplica.StartAsync(Redis.ConnectionString, "Cache:Expiration=00:00:01", "Cache:MemoryExpiration=00:00:01");
        await replica.GetAsync("expired", "old");
        await replica.GetAsync("invalidated", "old");

        await Eventually.IsTrueAsync(async () => await replica.GetAsync("expired", FailAsync) == "old" && _queries > 0, "the source is asked, and fails");
        Assert.Equal("old", await replica.GetAsync("expired", FailAsync));
        await First.InvalidateAsync("invalidated");

        await Eventually.IsTrueAsync(async () =>
        {
            var error = await Record.ExceptionAsync(() => replica.GetAsync("invalidated", FailAsync));
            return error is InvalidOperationException;
        }, "the invalidated entry is not served", Soon);
    }

    [RequiresFact("redis-server")]
    public async Task Job_sees_an_invalidation_that_does_not_reach_Redis()
    {
        await using var worker = await CacheReplica.StartAsync(Redis.ConnectionString, throwWhenUnheard: true);
        await worker.InvalidateAsync(Key);
        await Redis.KillAsync();

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => worker.InvalidateAsync(Key));
        }

        await Redis.RestartAsync();
        await Eventually.IsTrueAsync(async () => await Record.ExceptionAsync(() => worker.InvalidateAsync(Key)) is null, "it is heard again", Soon);
    }

    [RequiresFact("redis-server")]
    public async Task Memory_keeps_a_bounded_number_of_entries()
    {
        await using var small = await CacheReplica.StartAsync(Redis.ConnectionString, "Cache:MemoryEntries=100");
        for (var i = 0; i < 1_000; i++)
        {
            await small.GetAsync($"entry:{i}", "value");
        }

        await Redis.KillAsync();

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
