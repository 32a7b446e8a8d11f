using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScaleApp.Redis;
using ScaleApp.Redis.RateLimiting;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.RateLimiting;

/// <summary>Replicas that share limits over one Redis; an hour's period keeps permits from coming back while a test runs.</summary>
public class RateLimitsTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly string _partition = Guid.NewGuid().ToString("N");

    [RequiresTheory("redis-server")]
    [InlineData(0)]
    [InlineData(50)]
    public async Task Of_two_thousand_concurrent_requests_over_three_replicas_exactly_as_many_are_admitted_as_there_are_permits(int ahead)
    {
        var limit = new RateLimit("limit", 100, Hour, ahead);
        await using var replicas = await Replicas.StartAsync(server, 3);

        var decisions = await Task.WhenAll(Enumerable.Range(0, 2_000)
            .Select(i => Task.Run(async () => await replicas[i % 3].DecideAsync(Request(limit), default))));

        Assert.Equal(100, decisions.Count(decision => decision.IsAcquired));
        Assert.All(decisions.Where(decision => !decision.IsAcquired), refused => Assert.True(refused.RetryAfter > TimeSpan.Zero));
    }

    [RequiresFact("redis-server")]
    public async Task A_busy_partition_is_decided_mostly_without_Redis_and_gets_no_more_permits_than_there_are()
    {
        var limit = new RateLimit("limit", 1_000, Hour, ahead: 100);
        await using var replicas = await Replicas.StartAsync(server, 1);
        var (asked, admitted) = (0, 0);

        for (var isAdmitted = true; isAdmitted; admitted += isAdmitted ? 1 : 0)
        {
            var decision = replicas[0].TryDecide(Request(limit));
            asked += decision is null ? 1 : 0;
            isAdmitted = (decision ?? await replicas[0].DecideAsync(Request(limit), default)).IsAcquired;
        }

        Assert.InRange(asked, 5, 200);

        // All, but for what a machine that stood still for a second has lost.
        Assert.InRange(admitted, 700, 1_000);
    }

    [RequiresFact("redis-server")]
    public async Task Partitions_do_not_share_permits()
    {
        var limit = new RateLimit("limit", 1, Hour);
        await using var replicas = await Replicas.StartAsync(server, 1);

        Assert.True((await replicas[0].DecideAsync(new($"{_partition}1", [new(limit)]), default)).IsAcquired);
        Assert.True((await replicas[0].DecideAsync(new($"{_partition}2", [new(limit)]), default)).IsAcquired);
        Assert.False((await replicas[0].DecideAsync(new($"{_partition}1", [new(limit)]), default)).IsAcquired);
    }

    [RequiresFact("redis-server")]
    public async Task A_decision_tells_what_is_left_of_each_limit()
    {
        var (large, small) = (new RateLimit("large", 10, TimeSpan.FromMinutes(10)), new RateLimit("small", 2, Hour));
        await using var replicas = await Replicas.StartAsync(server, 1);

        var admitted = await replicas[0].DecideAsync(new(_partition, [new(large, 3), new(small, 2)]), default);
        var refused = await replicas[0].DecideAsync(new(_partition, [new(large), new(small)]), default);

        Assert.Equal([7, 0], admitted.Statuses.Select(status => status.Remaining));
        Assert.Equal(3, admitted.Statuses[0].ResetAfter.TotalMinutes, tolerance: 0.1);
        Assert.Equal(7, refused.Statuses[0].Remaining);
        Assert.Equal(30, refused.RetryAfter.TotalMinutes, tolerance: 1);
        Assert.True(refused.TryGetMetadata("RETRY_AFTER", out var retryAfter));
        Assert.Equal(refused.RetryAfter, retryAfter);
    }

    [RequiresFact("redis-server")]
    public async Task A_refusal_is_remembered_so_that_a_flood_does_not_reach_Redis()
    {
        var limit = new RateLimit("limit", 1, Hour);
        await using var replicas = await Replicas.StartAsync(server, 1);
        await replicas[0].DecideAsync(Request(limit), default);
        Assert.Null(replicas[0].TryDecide(Request(limit)));
        await replicas[0].DecideAsync(Request(limit), default);

        var decision = replicas[0].TryDecide(Request(limit));

        Assert.False(decision!.IsAcquired);
        Assert.InRange(decision.RetryAfter, TimeSpan.FromMinutes(50), Hour);
    }

    [RequiresFact("redis-server")]
    public async Task While_Redis_is_away_each_replica_gives_out_its_share_and_says_so_and_asks_again_when_it_is_back()
    {
        await using var harmed = await RedisServer.StartAsync();
        var limit = new RateLimit("limit", 30, Hour);
        await using var replicas = await Replicas.StartAsync(harmed, 3);
        await harmed.KillAsync();

        var admitted = 0;
        for (var i = 0; i < 60; i++)
        {
            admitted += (await replicas[i % 3].DecideAsync(Request(limit), default)).IsAcquired ? 1 : 0;
        }

        Assert.Equal(30, admitted);
        await harmed.RestartAsync();
        await Eventually.IsTrueAsync(
            async () => (await replicas[0].DecideAsync(Request(limit), default)).Statuses[0].Remaining > 10, "Redis decides again");
    }

    [RequiresFact("redis-server")]
    public async Task While_Redis_is_away_nothing_is_admitted_that_asks_to_fail_closed()
    {
        await using var harmed = await RedisServer.StartAsync();
        await using var replicas = await Replicas.StartAsync(harmed, 1);
        await harmed.KillAsync();

        var decision = await replicas[0].DecideAsync(Request(new RateLimit("limit", 30, Hour)) with { FailClosed = true }, default);

        Assert.False(decision.IsAcquired);
        Assert.True(decision.IsUnavailable);
    }

    [RequiresFact("redis-server")]
    public async Task A_stopped_Redis_holds_up_one_request_and_not_those_that_follow()
    {
        await using var harmed = await RedisServer.StartAsync();
        var limit = new RateLimit("limit", 1_000, Hour);
        await using var replicas = await Replicas.StartAsync(harmed, 1, TimeSpan.FromMilliseconds(200));
        harmed.Stop();
        await replicas[0].DecideAsync(Request(limit), default);

        var next = replicas[0].DecideAsync(Request(limit), default);

        Assert.True(next.IsCompletedSuccessfully);
        Assert.True((await next).IsAcquired);
        harmed.Continue();
    }

    private RateLimitRequest Request(RateLimit limit) => new(_partition, [new(limit)]);

    /// <summary>What each replica has of its own.</summary>
    private sealed class Replicas : IAsyncDisposable
    {
        private readonly List<(IRedisConnection Redis, RateLimits Limits)> _all = [];

        public IRateLimits this[int index] => _all[index].Limits;

        public static async Task<Replicas> StartAsync(RedisServer server, int count, TimeSpan? deadline = null)
        {
            var replicas = new Replicas();
            for (var i = 0; i < count; i++)
            {
                var redis = await RedisClients.ConnectAsync(server.ConnectionString, options => options.CommandTimeout = Eventually.Default);
                var options = new RateLimitOptions { Replicas = count, Deadline = deadline ?? Eventually.Default };
                replicas._all.Add((redis, new RateLimits(redis, Options.Create(options), TimeProvider.System, NullLogger<RateLimits>.Instance)));
            }

            return replicas;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (redis, _) in _all)
            {
                await redis.DisposeAsync();
            }
        }
    }
}
