using ScaleApp.Redis.Caching;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.Caching;

/// <summary>The races by which caches come to serve what is not true any more.</summary>
public class CacheRaceTests(RedisServer server) : IClassFixture<RedisServer>
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    [RequiresTheory("redis-server")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_slow_fill_does_not_overwrite_a_newer_truth(bool byTag)
    {
        await using var slow = await StartAsync();
        await using var other = await StartAsync();
        var source = new SlowSource();
        var filling = slow.GetAsync("key", source.ReadAsync, "tag").AsTask();
        await source.Asked;

        await (byTag ? other.Cache.RemoveByTagAsync("tag") : other.Cache.RemoveAsync("key"));
        source.Answer("old");
        await filling;

        Assert.Equal("new", await other.GetAsync("key", () => "new", "tag"));
        await Eventually.IsAsync(() => slow.GetAsync("key", () => "newer", "tag").AsTask(), value => value == "new", "the slow one forgets");
    }

    [RequiresTheory("redis-server")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_asks_after_an_invalidation_does_not_wait_for_a_query_from_before_it(bool byTag)
    {
        await using var replica = await StartAsync();
        var source = new SlowSource();
        var before = replica.GetAsync("key", source.ReadAsync, "tag").AsTask();
        await source.Asked;

        await (byTag ? replica.Cache.RemoveByTagAsync("tag") : replica.Cache.RemoveAsync("key"));
        var after = await replica.GetAsync("key", () => "new", "tag");
        source.Answer("old");

        Assert.Equal(("old", "new"), (await before, after));
        Assert.Equal("new", await replica.GetAsync("key", () => "newer", "tag"));
    }

    [RequiresFact("redis-server")]
    public async Task A_message_that_was_lost_in_silence_is_missed_at_the_next_poll()
    {
        await using var replica = await StartAsync(options => options.PollInterval = TimeSpan.FromMilliseconds(50));
        await replica.Cache.RemoveAsync("key");
        await replica.GetAsync("key", () => "old");

        await RemoveInSilenceAsync("key");

        await Eventually.IsAsync(() => replica.GetAsync("key", () => "new").AsTask(), value => value == "new", "the poll finds it");
    }

    [RequiresFact("redis-server")]
    public async Task A_message_that_was_lost_in_silence_is_missed_at_the_next_message()
    {
        await using var replica = await StartAsync();
        await using var other = await StartAsync();
        await replica.Cache.RemoveAsync("key");
        await replica.GetAsync("key", () => "old");
        await RemoveInSilenceAsync("key");
        Assert.Equal("old", await replica.GetAsync("key", () => "new"));

        // One of the same partition.
        await other.Cache.RemoveByTagAsync("unrelated");

        await Eventually.IsAsync(() => replica.GetAsync("key", () => "new").AsTask(), value => value == "new", "the gap is seen");
    }

    [RequiresFact("redis-server")]
    public async Task What_happened_while_the_link_was_lost_is_not_missed()
    {
        await using var replica = await StartAsync();
        await replica.GetAsync("key", () => "old");

        await server.CommandAsync("DEL", Key("entry:key"));
        await server.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");

        await Eventually.IsAsync(() => replica.GetAsync("key", () => "new").AsTask(), value => value == "new", "all is forgotten");
    }

    [RequiresFact("redis-server")]
    public async Task A_Redis_that_lost_its_data_is_noticed()
    {
        await using var harmed = await RedisServer.StartAsync();
        await using var replica = await CacheReplica.StartAsync(harmed.ConnectionString, _name,
            options => options.PollInterval = TimeSpan.FromMilliseconds(50));
        await replica.Cache.RemoveAsync("key");
        await replica.GetAsync("key", () => "old");

        await harmed.CommandAsync("FLUSHALL");

        await Eventually.IsAsync(() => replica.GetAsync("key", () => "new").AsTask(), value => value == "new", "all is forgotten");
    }

    [RequiresFact("redis-server")]
    public async Task When_the_one_that_fills_dies_another_fills_and_the_late_one_changes_nothing()
    {
        await using var dying = await StartAsync(options => options.FillTimeout = TimeSpan.FromMilliseconds(200));
        await using var other = await StartAsync();
        var source = new SlowSource();
        var filling = dying.GetAsync("key", source.ReadAsync).AsTask();
        await source.Asked;

        Assert.Equal("new", await other.GetAsync("key", () => "new"));
        source.Answer("old");
        await filling;

        Assert.Equal("new", await other.GetAsync("key", () => "newer"));
        Assert.Equal(":1", await server.CommandAsync("EXISTS", Key("entry:key")));
    }

    private Task<CacheReplica> StartAsync(Action<RedisHybridCacheOptions>? configure = null) =>
        CacheReplica.StartAsync(server.ConnectionString, _name, configure);

    /// <summary>What an invalidation does to Redis, without its message.</summary>
    private async Task RemoveInSilenceAsync(string key)
    {
        await server.CommandAsync("DEL", Key($"entry:{key}"));
        await server.CommandAsync("INCR", Key("sequence"));
    }

    private string Key(string rest) => $"{{{_name}:{CacheKeys.PartitionOf("key")}}}:{rest}";

    /// <summary>A source that answers when the test says so.</summary>
    private sealed class SlowSource
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<string> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task.WaitAsync(Eventually.Default);

        public void Answer(string value) => _answer.SetResult(value);

        public async ValueTask<string> ReadAsync(CancellationToken ct)
        {
            _asked.TrySetResult();
            return await _answer.Task;
        }
    }
}
