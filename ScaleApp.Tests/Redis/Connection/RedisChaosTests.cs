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
