using System.ComponentModel;
using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Redis;
using ScaleApp.Redis.Caching;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.Caching;

public class RedisHybridCacheTests(RedisServer server) : IClassFixture<RedisServer>
{
    private readonly string _name = Guid.NewGuid().ToString("N");
    private int _asked;

    [RequiresFact("redis-server")]
    public async Task What_one_replica_has_got_the_others_have()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();

        Assert.Equal("1", await first.GetAsync("key", Source));
        Assert.Equal("1", await second.GetAsync("key", Source));
    }

    [RequiresFact("redis-server")]
    public async Task A_thousand_concurrent_misses_on_three_replicas_ask_the_source_once()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await using var third = await StartAsync();
        CacheReplica[] replicas = [first, second, third];
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var gets = Enumerable.Range(0, 1_000).Select(i => replicas[i % 3].GetAsync("key", async _ =>
        {
            await gate.Task;
            return Source();
        }).AsTask()).ToArray();
        gate.SetResult();

        Assert.All(await Task.WhenAll(gets), value => Assert.Equal("1", value));
        Assert.Equal(1, _asked);
    }

    [RequiresFact("redis-server")]
    public async Task What_is_in_memory_is_had_without_Redis()
    {
        await using var harmed = await RedisServer.StartAsync();
        await using var replica = await CacheReplica.StartAsync(harmed.ConnectionString, _name);
        await replica.GetAsync("key", Source);
        await harmed.KillAsync();

        var hit = replica.GetAsync("key", Source);

        Assert.True(hit.IsCompletedSuccessfully);
        Assert.Equal("1", await hit);
    }

    [RequiresFact("redis-server")]
    public async Task While_Redis_is_away_the_source_answers_once_for_all_and_removing_fails()
    {
        await using var harmed = await RedisServer.StartAsync();
        await using var replica = await CacheReplica.StartAsync(harmed.ConnectionString, _name);
        await harmed.KillAsync();

        var values = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => replica.GetAsync("key", Source).AsTask())));

        Assert.All(values, value => Assert.Equal("1", value));
        await Assert.ThrowsAsync<RedisUnavailableException>(async () => await replica.Cache.RemoveAsync("key"));
        await Assert.ThrowsAsync<RedisUnavailableException>(async () => await replica.Cache.RemoveByTagAsync("tag"));
        await Assert.ThrowsAsync<RedisUnavailableException>(async () => await replica.Cache.SetAsync("key", "value"));
    }

    [RequiresFact("redis-server")]
    public async Task While_Redis_is_away_memory_does_not_grow_old()
    {
        await using var harmed = await RedisServer.StartAsync();
        await using var replica = await CacheReplica.StartAsync(harmed.ConnectionString, _name, options =>
            (options.PollInterval, options.AwayExpiration) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200)));
        await replica.GetAsync("key", Source);
        await harmed.KillAsync();

        await Eventually.IsAsync(() => replica.GetAsync("key", Source).AsTask(), value => value == "2", "the source is asked again");
    }

    [RequiresFact("redis-server")]
    public async Task A_removal_is_heard_by_all()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await second.GetAsync("key", Source);

        await first.Cache.RemoveAsync("key");

        await Eventually.IsAsync(() => second.GetAsync("key", Source).AsTask(), value => value == "2", "the other has forgotten it");
    }

    [RequiresFact("redis-server")]
    public async Task A_tag_takes_all_its_entries_and_no_others_with_it()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        foreach (var i in Enumerable.Range(0, 20))
        {
            await second.GetAsync($"tagged:{i}", () => "old", "tag", $"tag:{i}");
            await second.GetAsync($"other:{i}", () => "old", "other");
        }

        await first.Cache.RemoveByTagAsync("tag");

        foreach (var i in Enumerable.Range(0, 20))
        {
            Assert.Equal("new", await first.GetAsync($"tagged:{i}", () => "new", $"tag:{i}", "tag"));
            await Eventually.IsAsync(() => second.GetAsync($"tagged:{i}", () => "newer", "tag", $"tag:{i}").AsTask(), value => value == "new", "forgotten");
            Assert.Equal("old", await second.GetAsync($"other:{i}", () => "new", "other"));
        }
    }

    [RequiresFact("redis-server")]
    public async Task The_tag_star_takes_everything_with_it()
    {
        await using var replica = await StartAsync();
        await replica.GetAsync("a", Source);
        await replica.GetAsync("b", Source, "tag");

        await replica.Cache.RemoveByTagAsync("*");

        Assert.Equal(["3", "4"], [await replica.GetAsync("a", Source), await replica.GetAsync("b", Source, "tag")]);
    }

    [RequiresFact("redis-server")]
    public async Task What_is_set_is_had_at_once_here_and_soon_everywhere()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await second.GetAsync("key", Source, "tag");

        await first.Cache.SetAsync("key", "set", tags: ["tag"]);

        Assert.Equal("set", await first.GetAsync("key", Source, "tag"));
        await Eventually.IsAsync(() => second.GetAsync("key", Source, "tag").AsTask(), value => value == "set", "the other hears of it");
    }

    [RequiresFact("redis-server")]
    public async Task A_stale_value_is_served_while_one_replica_refreshes_it()
    {
        await using var first = await StartAsync(Stale);
        await using var second = await StartAsync(Stale);
        var refresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async ValueTask<string> SlowAsync(CancellationToken ct)
        {
            var value = Source();
            await (value == "1" ? Task.CompletedTask : refresh.Task);
            return value;
        }

        await first.GetAsync("key", SlowAsync);
        await Eventually.IsTrueAsync(async () =>
        {
            Assert.Equal("1", await first.GetAsync("key", SlowAsync));
            Assert.Equal("1", await second.GetAsync("key", SlowAsync));
            return Volatile.Read(ref _asked) == 2;
        }, "a refresh has begun");
        refresh.SetResult();

        await Eventually.IsAsync(() => first.GetAsync("key", SlowAsync).AsTask(), value => value != "1", "it is refreshed");
    }

    [RequiresFact("redis-server")]
    public async Task A_refresh_that_fails_leaves_the_stale_value()
    {
        await using var replica = await StartAsync(Stale);
        await replica.GetAsync("key", Source);

        await Eventually.IsTrueAsync(async () =>
        {
            Assert.Equal("1", await replica.GetAsync<string>("key", () => Source() is "1" ? "" : throw new InvalidOperationException("away")));
            return _asked >= 2;
        }, "a refresh has failed");

        Assert.Equal("1", await replica.GetAsync("key", () => "1"));
    }

    [RequiresFact("redis-server")]
    public async Task A_source_that_fails_fails_its_callers_and_holds_up_nobody_else()
    {
        await using var first = await StartAsync(options => options.FillTimeout = TimeSpan.FromMinutes(5));
        await using var second = await StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await first.GetAsync<string>("key", () => throw new InvalidOperationException("away")));

        Assert.Equal("1", await second.GetAsync("key", Source).AsTask().WaitAsync(Eventually.Default));
    }

    [RequiresFact("redis-server")]
    public async Task A_source_that_takes_too_long_is_named()
    {
        await using var replica = await StartAsync(options => options.FillTimeout = TimeSpan.FromMilliseconds(100));

        var error = await Assert.ThrowsAsync<TimeoutException>(async () => await replica.GetAsync("some-key", async ct =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            return "";
        }));

        Assert.Contains("some-key", error.Message);
    }

    [RequiresFact("redis-server")]
    public async Task A_caller_who_goes_leaves_the_others_what_they_wait_for()
    {
        await using var replica = await StartAsync();
        using var leaving = new CancellationTokenSource();
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = replica.Cache.GetOrCreateAsync("key", async _ => await answer.Task, cancellationToken: leaving.Token).AsTask();
        var stayed = replica.GetAsync("key", Source).AsTask();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        answer.SetResult("value");

        Assert.Equal("value", await stayed);
    }

    [RequiresFact("redis-server")]
    public async Task Callers_share_an_object_only_when_it_cannot_be_changed()
    {
        await using var replica = await StartAsync();

        var mutable = await replica.GetAsync("mutable", () => new List<int> { 1 });
        mutable.Add(2);
        var immutable = await replica.GetAsync("immutable", () => new Frozen(1));

        Assert.Equal([1], await replica.GetAsync("mutable", () => new List<int>()));
        Assert.Same(immutable, await replica.GetAsync("immutable", () => new Frozen(2)));
    }

    [RequiresFact("redis-server")]
    public async Task What_is_too_large_or_has_too_long_a_key_is_not_kept()
    {
        await using var replica = await StartAsync(options => (options.LargestValue, options.LongestKey) = (100, 10));
        var large = new string('x', 200);

        Assert.Equal(large, await replica.GetAsync("large", () => large));
        Assert.Equal("1", await replica.GetAsync("large", Source));
        Assert.Equal("2", await replica.GetAsync("a-long-long-key", Source));
        Assert.Equal("3", await replica.GetAsync("a-long-long-key", Source));
    }

    [RequiresFact("redis-server")]
    public async Task The_flags_of_the_framework_are_kept()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        ValueTask<string?> GetAsync(CacheReplica replica, HybridCacheEntryFlags flags) => replica.Cache.GetOrCreateAsync(
            "key", _ => ValueTask.FromResult<string?>(Source()), new HybridCacheEntryOptions { Flags = flags });

        Assert.Null(await GetAsync(first, HybridCacheEntryFlags.DisableUnderlyingData));
        Assert.Equal("1", await GetAsync(first, HybridCacheEntryFlags.DisableDistributedCacheWrite));
        Assert.Equal("2", await GetAsync(first, HybridCacheEntryFlags.DisableLocalCacheWrite));
        Assert.Equal("2", await GetAsync(second, HybridCacheEntryFlags.DisableUnderlyingData));
        Assert.Equal("3", await GetAsync(second, HybridCacheEntryFlags.DisableDistributedCacheRead | HybridCacheEntryFlags.DisableLocalCache));
    }

    private static void Stale(RedisHybridCacheOptions options) =>
        (options.Expiration, options.StaleAfter) = (TimeSpan.FromSeconds(30), 0.01);

    private Task<CacheReplica> StartAsync(Action<RedisHybridCacheOptions>? configure = null) =>
        CacheReplica.StartAsync(server.ConnectionString, _name, configure);

    private string Source() => $"{Interlocked.Increment(ref _asked)}";

    [ImmutableObject(true)]
    private sealed record Frozen(int Value);
}
