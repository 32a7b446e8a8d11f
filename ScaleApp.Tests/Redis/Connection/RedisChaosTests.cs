using System.Collections.Concurrent;
using System.Diagnostics;
using ScaleApp.Redis;
using ScaleApp.Tests.Support;
using Xunit.Abstractions;

namespace ScaleApp.Tests.Redis;

public class RedisChaosTests(ITestOutputHelper output)
{
    [RequiresFact("redis-server")]
    public async Task A_hundred_dropped_connections_under_load_stall_no_call_beyond_its_deadline()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        using var over = new CancellationTokenSource();
        var longest = new ConcurrentBag<TimeSpan>();
        var load = Enumerable.Range(0, 32).Select(worker => LoadAsync(redis, $"load:{worker}", longest, over.Token)).ToArray();
        var gaps = new List<TimeSpan>();

        for (var drop = 0; drop < 100; drop++)
        {
            var watch = Stopwatch.StartNew();
            await server.CommandAsync("CLIENT", "KILL", "TYPE", "normal");
            await Eventually.IsTrueAsync(() => SucceedsAsync(redis), "calls succeed again");
            gaps.Add(watch.Elapsed);
        }

        await over.CancelAsync();
        await Task.WhenAll(load);
        output.WriteLine($"longest call {longest.Max()}, longest gap {gaps.Max()}, median gap {gaps.Order().ElementAt(50)}");
        // The deadline is 2 s; the rest is what a busy machine may add.
        Assert.InRange(longest.Max(), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.InRange(gaps.Max(), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.InRange(gaps.Order().ElementAt(gaps.Count / 2), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
    }

    [RequiresFact("redis-server")]
    public async Task A_redis_that_stays_stopped_costs_one_deadline_and_then_calls_fail_at_once()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString, options =>
        {
            options.PingInterval = options.PingTimeout = options.ConnectTimeout = TimeSpan.FromMilliseconds(200);
        });

        server.Stop();
        var first = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => TimeAsync(redis)));
        await Eventually.IsTrueAsync(async () => await TimeAsync(redis) < TimeSpan.FromMilliseconds(50), "calls fail at once");

        Assert.All(first, took => Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(4)));
        Assert.False(redis.IsConnected);
        server.Continue();
        await Eventually.IsTrueAsync(() => SucceedsAsync(redis), "calls succeed again");
    }

    [RequiresFact("redis-server")]
    public async Task A_subscription_outlives_the_loss_of_its_own_connection()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        var messages = new ConcurrentQueue<string>();
        var restored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        redis.Restored += () => restored.TrySetResult();
        await using var subscription = await redis.SubscribeAsync(StackExchange.Redis.RedisChannel.Literal("news"), (_, message) => messages.Enqueue(message!), default);

        await server.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await restored.Task.WaitAsync(Eventually.Default);
        Assert.Equal(1, await redis.ExecuteAsync(db => db.PublishAsync(StackExchange.Redis.RedisChannel.Literal("news"), "once"), default));

        await Eventually.IsTrueAsync(() => !messages.IsEmpty, "the message comes");
        Assert.Equal(["once"], messages);
    }

    [RequiresFact("redis-server")]
    public async Task A_subscription_made_while_redis_is_away_begins_when_it_comes_and_ends_when_disposed()
    {
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using var redis = RedisClients.Create(server.ConnectionString);
        var messages = new ConcurrentQueue<string>();
        var subscription = await redis.SubscribeAsync(StackExchange.Redis.RedisChannel.Literal("news"), (_, message) => messages.Enqueue(message!), default);

        await server.RestartAsync();
        await Eventually.IsTrueAsync(async () => await PublishAsync(redis) == 1, "the subscription begins");
        await subscription.DisposeAsync();

        Assert.Equal(0, await PublishAsync(redis));
    }

    private static async Task<long> PublishAsync(IRedisConnection redis)
    {
        try
        {
            return await redis.ExecuteAsync(db => db.PublishAsync(StackExchange.Redis.RedisChannel.Literal("news"), "hello"), default);
        }
        catch (RedisUnavailableException)
        {
            return -1;
        }
    }

    private static async Task<TimeSpan> TimeAsync(IRedisConnection redis)
    {
        var watch = Stopwatch.StartNew();
        await SucceedsAsync(redis);
        return watch.Elapsed;
    }

    private static async Task LoadAsync(IRedisConnection redis, string key, ConcurrentBag<TimeSpan> longest, CancellationToken over)
    {
        var mine = TimeSpan.Zero;
        while (!over.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            if (!await SucceedsAsync(redis, key))
            {
                await Task.Yield();
            }

            mine = watch.Elapsed > mine ? watch.Elapsed : mine;
        }

        longest.Add(mine);
    }

    private static async Task<bool> SucceedsAsync(IRedisConnection redis, string key = "probe")
    {
        try
        {
            await redis.ExecuteAsync(db => db.StringIncrementAsync(key), default);
            return true;
        }
        catch (RedisUnavailableException)
        {
            return false;
        }
    }
}
