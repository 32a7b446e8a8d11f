using ScaleApp.Api.Limits;

namespace ScaleApp.Tests.Api.Limits;

/// <summary>Replicas that share limits over one Redis. With a period of an hour no permit returns while a test runs.</summary>
[Collection(AloneTests.Name)]
public class SharedLimitsTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly string _partition = Guid.NewGuid().ToString("N");

    [RequiresFact("redis-server")]
    public async Task Two_thousand_concurrent_requests_get_exactly_the_permits()
    {
        var limit = new RateLimit("limit", 100, Hour);
        await using var first = await LimitReplica.StartAsync(server);
        await using var second = await LimitReplica.StartAsync(server);

        // Its clock is 90 s ahead, which must not matter.
        await using var third = await LimitReplica.StartAsync(server, time: new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(90)));
        LimitReplica[] replicas = [first, second, third];

        var decisions = await Task.WhenAll(Enumerable.Range(0, 2_000)
            .Select(i => Task.Run(async () => await AcquireAsync(replicas[i % 3], limit))));

        Assert.Equal(100, decisions.Count(decision => decision.IsAcquired));
        Assert.All(decisions.Where(decision => !decision.IsAcquired), refused => Assert.True(refused.RetryAfter > TimeSpan.Zero));
        Assert.All(replicas, replica => Assert.Equal(0, replica.Logs.Count(6200)));
    }

    [RequiresFact("redis-server")]
    public async Task Decisions_use_the_clock_of_Redis()
    {
        await using var ahead = await LimitReplica.StartAsync(server, time: new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(90)));

        var decision = await AcquireAsync(ahead, new RateLimit("limit", 60, Hour));

        Assert.InRange(decision.ResetAt - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
    }

    [RequiresFact("redis-server")]
    public async Task Request_cost_takes_all_its_permits_or_none()
    {
        var limit = new RateLimit("limit", 10, Hour);
        await using var replica = await LimitReplica.StartAsync(server);

        var seven = await AcquireAsync(replica, limit, cost: 7);
        var four = await AcquireAsync(replica, limit, cost: 4);
        var three = await AcquireAsync(replica, limit, cost: 3);

        Assert.Equal((true, 3), (seven.IsAcquired, seven.Remaining));
        Assert.Equal((false, 3), (four.IsAcquired, four.Remaining));
        Assert.Equal((true, 0), (three.IsAcquired, three.Remaining));

        // One permit is missing, and one returns in six minutes.
        Assert.InRange(four.RetryAfter, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.InRange(three.ResetAfter, TimeSpan.FromMinutes(59), Hour);
    }

    [RequiresFact("redis-server")]
    public async Task Permit_returns_after_its_interval()
    {
        var limit = new RateLimit("limit", 3, Hour);
        await using var replica = await LimitReplica.StartAsync(server);
        for (var i = 0; i < 3; i++)
        {
            await AcquireAsync(replica, limit);
        }

        // Simulates time that passes: all permits return one interval earlier.
        var wholeAt = long.Parse((string)(await server.AdministerAsync("GET", KeyOf(limit)))!);
        await server.CommandAsync("SET", KeyOf(limit), $"{wholeAt - limit.Interval}");

        Assert.True((await AcquireAsync(replica, limit)).IsAcquired);
        Assert.False((await AcquireAsync(replica, limit)).IsAcquired);
    }

    [RequiresFact("redis-server")]
    public async Task Key_expires_when_all_permits_have_returned()
    {
        var limit = new RateLimit("limit", 10, Hour);
        await using var replica = await LimitReplica.StartAsync(server);

        await AcquireAsync(replica, limit, cost: 2);

        Assert.InRange(long.Parse((await server.CommandAsync("PTTL", KeyOf(limit))).TrimStart(':')), 1, 2 * limit.Interval / 1_000);
    }

    private string KeyOf(RateLimit limit) => $"limit:{limit.Name}:{_partition}";

    private ValueTask<RateLimitDecision> AcquireAsync(LimitReplica replica, RateLimit limit, int cost = 1) =>
        replica.Limits.AcquireAsync(limit, _partition, cost, default);
}
