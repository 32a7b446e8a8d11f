using ScaleApp.Api.Limits;

namespace ScaleApp.Tests.Api.Limits;

/// <summary>A Redis that is killed or stopped under three replicas, each test with its own.</summary>
[Collection(AloneTests.Name)]
public sealed class LimitsWithoutRedisTests() : TestWithServers("redis-server")
{
    private const int Unavailable = 6200, Available = 6201;

    private static readonly RateLimit Limit = new("limit", 30, TimeSpan.FromHours(1));

    private readonly List<LimitReplica> _replicas = [];
    private RedisServer _redis = null!;

    private protected override async Task StartAsync()
    {
        _redis = await OwnAsync(RedisServer.StartAsync());
        for (var i = 0; i < 3; i++)
        {
            _replicas.Add(await OwnAsync(LimitReplica.StartAsync(_redis)));
        }
    }

    [RequiresFact("redis-server")]
    public async Task Replicas_admit_their_shares_until_Redis_is_back()
    {
        await _redis.KillAsync();

        var admitted = 0;
        for (var i = 0; i < 90; i++)
        {
            admitted += (await AcquireAsync(i % 3)).IsAcquired ? 1 : 0;
        }

        Assert.Equal(30, admitted);
        Assert.All(_replicas, replica => Assert.Equal(1, replica.Logs.Count(Unavailable)));

        await _redis.RestartAsync();
        await Eventually.IsTrueAsync(async () => (await AcquireAsync(0)).Limit.Permits == Limit.Permits, "Redis decides again", TimeSpan.FromSeconds(5));
        Assert.Equal(1, _replicas[0].Logs.Count(Available));
    }

    [RequiresFact("redis-server")]
    public async Task Fail_closed_policy_admits_nothing_without_Redis()
    {
        await _redis.KillAsync();

        var decision = await AcquireAsync(0, Limit with { FailClosed = true });

        Assert.False(decision.IsAcquired);
        Assert.True(decision.IsUnavailable);
    }

    [RequiresFact("redis-server")]
    public async Task Stopped_Redis_delays_one_request_and_is_probed_by_one()
    {
        _redis.Stop();
        var watch = Stopwatch.StartNew();
        await AcquireAsync(0);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2));

        // The task is complete before it is awaited, so it does no I/O.
        Assert.True(AcquireAsync(0).AsTask().IsCompletedSuccessfully);

        var waited = 0;
        await Eventually.IsTrueAsync(() =>
        {
            var decisions = Enumerable.Range(0, 50).Select(_ => AcquireAsync(0).AsTask()).ToList();
            waited = decisions.Count(decision => !decision.IsCompleted);
            return waited > 0;
        }, "a request asks again");

        Assert.Equal(1, waited);
        _redis.Continue();
    }

    private ValueTask<RateLimitDecision> AcquireAsync(int replica, RateLimit? limit = null) =>
        _replicas[replica].Limits.AcquireAsync(limit ?? Limit, "client", cost: 1, default);
}
