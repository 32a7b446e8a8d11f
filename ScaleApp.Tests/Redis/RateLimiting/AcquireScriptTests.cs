using ScaleApp.Redis;
using ScaleApp.Redis.RateLimiting;
using ScaleApp.Tests.Support;
using StackExchange.Redis;

namespace ScaleApp.Tests.Redis.RateLimiting;

/// <summary>The script alone; an hour's period keeps permits from coming back while a test runs.</summary>
public class AcquireScriptTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const long Interval = 360_000_000;

    private static readonly RedisScript Acquire = RedisScript.Load(typeof(IRateLimits).Assembly, "RateLimiting/acquire.lua");

    private readonly string _partition = Guid.NewGuid().ToString("N");

    [RequiresFact("redis-server")]
    public async Task Gives_out_all_permits_and_no_more()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        var answers = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add((await AcquireAsync(redis, ("a", 10, 1, 0)))[0]);
        }

        Assert.Equal(10, answers.Sum());
        Assert.Equal([0, 0], answers[^2..]);
    }

    [RequiresFact("redis-server")]
    public async Task A_request_that_one_limit_refuses_takes_nothing_from_the_others()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        await AcquireAsync(redis, ("small", 2, 2, 0));

        var refused = await AcquireAsync(redis, ("large", 100, 1, 0), ("small", 2, 1, 0));
        var large = await AcquireAsync(redis, ("large", 100, 1, 0));

        Assert.Equal(0, refused[0]);
        Assert.Equal(0, refused[1]);
        Assert.Equal(Interval, large[1]);
    }

    [RequiresFact("redis-server")]
    public async Task A_cost_takes_as_many_permits_and_is_refused_when_there_are_fewer()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);

        Assert.Equal(1, (await AcquireAsync(redis, ("a", 10, 7, 0)))[0]);
        Assert.Equal(0, (await AcquireAsync(redis, ("a", 10, 4, 0)))[0]);
        Assert.Equal(1, (await AcquireAsync(redis, ("a", 10, 3, 0)))[0]);
    }

    [RequiresFact("redis-server")]
    public async Task What_is_taken_ahead_is_a_quarter_of_what_is_left_at_most()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);

        Assert.Equal(24, (await AcquireAsync(redis, ("a", 100, 1, 1000)))[2]);
        Assert.Equal(5, (await AcquireAsync(redis, ("a", 100, 1, 5)))[2]);
        Assert.Equal(0, (await AcquireAsync(redis, ("b", 4, 1, 1000)))[2]);
    }

    [RequiresFact("redis-server")]
    public async Task Of_several_requests_that_ask_together_as_many_are_admitted_as_every_limit_has_permits_for()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);

        var some = await AcquireAsync(redis, requests: 5, ("a", 10, 3, 0), ("b", 20, 2, 0));
        var none = await AcquireAsync(redis, requests: 2, ("a", 10, 3, 0), ("b", 20, 2, 0));

        Assert.Equal((3, 0), (some[0], none[0]));
        Assert.InRange(none[1], 9 * Interval - Interval / 2, 9 * Interval);
        Assert.InRange(none[3], 6 * Interval - Interval / 2, 6 * Interval);
    }

    [RequiresFact("redis-server")]
    public async Task A_limit_that_is_whole_again_is_not_kept()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        await AcquireAsync(redis, ("a", 10, 2, 0));

        var milliseconds = await server.CommandAsync("PTTL", Key("a"));

        Assert.InRange(long.Parse(milliseconds.TrimStart(':')), 1, 2 * Interval / 1_000);
    }

    [RequiresFact("redis-server")]
    public async Task A_permit_comes_back_when_its_time_has_passed()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        for (var i = 0; i < 3; i++)
        {
            await AcquireAsync(redis, ("a", 3, 1, 0));
        }

        // What time does, done at once: the limit is whole one interval earlier.
        await redis.ExecuteAsync(db => db.StringSetAsync(Key("a"), (long)db.StringGet(Key("a")) - Interval), default);

        Assert.Equal(1, (await AcquireAsync(redis, ("a", 3, 1, 0)))[0]);
        Assert.Equal(0, (await AcquireAsync(redis, ("a", 3, 1, 0)))[0]);
    }

    private string Key(string limit) => $"limit:{{{_partition}}}:{limit}";

    private Task<long[]> AcquireAsync(IRedisConnection redis, params (string Name, int Permits, int Cost, int Ahead)[] limits) =>
        AcquireAsync(redis, requests: 1, limits);

    private async Task<long[]> AcquireAsync(
        IRedisConnection redis, int requests, params (string Name, int Permits, int Cost, int Ahead)[] limits)
    {
        var reply = await redis.EvaluateAsync(Acquire,
            [.. limits.Select(limit => (RedisKey)Key(limit.Name))],
            [requests, .. limits.SelectMany(limit => (RedisValue[])[Interval, Interval * limit.Permits, limit.Cost, limit.Ahead])], default);
        return (long[])reply!;
    }
}
