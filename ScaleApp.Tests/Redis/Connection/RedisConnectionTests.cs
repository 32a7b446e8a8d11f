using System.Diagnostics;
using ScaleApp.Redis;
using ScaleApp.Tests.Support;
using StackExchange.Redis;

namespace ScaleApp.Tests.Redis;

public class RedisConnectionTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly RedisScript Sum = RedisScript.FromText("sum", "return redis.call('INCRBY', KEYS[1], ARGV[1])");

    [RequiresFact("redis-server")]
    public async Task Runs_a_command_and_returns_its_answer()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);

        await redis.ExecuteAsync(db => db.StringSetAsync("greeting", "hello"), default);

        Assert.Equal("hello", await redis.ExecuteAsync(db => db.StringGetAsync("greeting"), default));
        Assert.True(redis.IsConnected);
    }

    [RequiresFact("redis-server")]
    public async Task A_call_made_while_the_first_connection_is_made_waits_for_it()
    {
        await using var redis = RedisClients.Create(server.ConnectionString);

        Assert.Equal(RedisValue.Null, await redis.ExecuteAsync(db => db.StringGetAsync("nothing"), default));
    }

    [RequiresFact("redis-server")]
    public async Task A_script_that_the_server_forgot_is_sent_again()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        var key = Guid.NewGuid().ToString();

        Assert.Equal(2, (long)await redis.EvaluateAsync(Sum, [key], [2], default));
        await server.CommandAsync("SCRIPT", "FLUSH");

        Assert.Equal(5, (long)await redis.EvaluateAsync(Sum, [key], [3], default));
        Assert.Equal(9, (long)await redis.EvaluateAsync(Sum, [key], [4], default));
    }

    [RequiresFact("redis-server")]
    public async Task What_redis_refuses_is_told_as_redis_says_it()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        var key = Guid.NewGuid().ToString();
        await redis.ExecuteAsync(db => db.StringSetAsync(key, "text"), default);

        var error = await Assert.ThrowsAsync<RedisServerException>(() =>
            redis.ExecuteAsync(db => db.ListLengthAsync(key), default));

        Assert.StartsWith("WRONGTYPE", error.Message);
    }

    [RequiresFact("redis-server")]
    public async Task A_wrong_password_is_named_as_the_reason()
    {
        await using var redis = RedisClients.Create($"127.0.0.1:{server.Port},password=wrong");

        var error = await Assert.ThrowsAsync<RedisUnavailableException>(() => redis.ExecuteAsync(db => db.PingAsync(), default));

        Assert.Contains($"127.0.0.1:{server.Port}", error.Message);
        Assert.Contains("password", error.Message);
        Assert.DoesNotContain("wrong", error.Message);
    }

    [RequiresFact("redis-server")]
    public async Task A_stopped_redis_holds_no_call_beyond_its_deadline_and_all_goes_on_afterwards()
    {
        await using var harmed = await RedisServer.StartAsync();
        await using var redis = await RedisClients.ConnectAsync(harmed.ConnectionString, options =>
            options.CommandTimeout = TimeSpan.FromMilliseconds(300));

        harmed.Stop();
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<RedisDeadlineException>(() => redis.ExecuteAsync(db => db.StringGetAsync("key"), default));

        Assert.InRange(watch.ElapsedMilliseconds, 250, 2_000);
        harmed.Continue();
        await Eventually.IsTrueAsync(
            async () => await redis.ExecuteAsync(db => db.StringSetAsync("key", "value"), default), "calls succeed again");
    }

    [RequiresFact("redis-server")]
    public async Task A_cancelled_caller_does_not_wait_for_redis()
    {
        await using var harmed = await RedisServer.StartAsync();
        await using var redis = await RedisClients.ConnectAsync(harmed.ConnectionString);
        using var caller = new CancellationTokenSource();
        harmed.Stop();

        var call = redis.ExecuteAsync(db => db.StringGetAsync("key"), caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [RequiresFact("redis-server")]
    public async Task A_killed_redis_is_found_again_within_two_seconds_of_its_return_with_subscriptions_in_place()
    {
        await using var harmed = await RedisServer.StartAsync();
        await using var redis = await RedisClients.ConnectAsync(harmed.ConnectionString);
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var restored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        redis.Restored += () => restored.TrySetResult();
        await using var subscription = await redis.SubscribeAsync(StackExchange.Redis.RedisChannel.Literal("news"), (_, message) => received.TrySetResult(message!), default);

        await harmed.KillAsync();
        await Eventually.IsTrueAsync(() => !redis.IsConnected, "the loss is noticed");
        await Assert.ThrowsAsync<RedisUnavailableException>(() => redis.ExecuteAsync(db => db.PingAsync(), default));
        await harmed.RestartAsync();

        await restored.Task.WaitAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await redis.ExecuteAsync(db => db.PublishAsync(StackExchange.Redis.RedisChannel.Literal("news"), "back"), default));
        Assert.Equal("back", await received.Task.WaitAsync(Eventually.Default));
    }

    [Fact]
    public void A_script_that_is_not_embedded_is_named_with_those_that_are()
    {
        var error = Assert.Throws<InvalidOperationException>(() => RedisScript.Load(typeof(IRedisConnection).Assembly, "missing.lua"));

        Assert.Contains("missing.lua", error.Message);
        Assert.Contains("ScaleApp.Redis", error.Message);
    }

    [RequiresFact("redis-server")]
    public async Task A_closed_connection_says_so_and_may_be_closed_twice()
    {
        var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        await redis.DisposeAsync();
        await redis.DisposeAsync();

        var error = await Assert.ThrowsAsync<RedisUnavailableException>(() => redis.ExecuteAsync(db => db.PingAsync(), default));

        Assert.Contains("closed by this process", error.Message);
        Assert.False(error.MayHaveExecuted);
    }
}
