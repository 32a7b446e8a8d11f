using ScaleApp.Api.Limits;

namespace ScaleApp.Tests.Api.Limits;

public class LocalLimitsTests
{
    private static readonly RateLimit Limit = new("limit", 12, TimeSpan.FromSeconds(12));

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Permits_return_one_by_one()
    {
        var limits = Create();

        Assert.Equal(12, Admitted(limits, Limit, asked: 20));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(3, Admitted(limits, Limit, asked: 20));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(12, Admitted(limits, Limit, asked: 20));
    }

    [Fact]
    public void Request_that_costs_more_than_the_share_is_admitted_once()
    {
        var (limits, share) = (Create(), Limit.Share(replicas: 3));

        Assert.True(limits.Acquire(share, "a", cost: 12).IsAcquired);
        Assert.False(limits.Acquire(share, "a", cost: 12).IsAcquired);
        _time.Advance(TimeSpan.FromSeconds(36));
        Assert.True(limits.Acquire(share, "a", cost: 12).IsAcquired);
    }

    [Fact]
    public void Refused_request_is_admitted_after_its_Retry_After()
    {
        var limits = Create();
        Admitted(limits, Limit, asked: 12);

        var refused = limits.Acquire(Limit, "a", cost: 2);
        Assert.Equal(TimeSpan.FromSeconds(2), refused.RetryAfter);
        _time.Advance(refused.RetryAfter);

        Assert.True(limits.Acquire(Limit, "a", cost: 2).IsAcquired);
    }

    [Fact]
    public void Further_clients_share_a_limit_until_there_is_room()
    {
        var limits = Create(capacity: 2);
        Admitted(limits, Limit, asked: 1, "a");
        Admitted(limits, Limit, asked: 1, "b");

        Assert.Equal(12, Admitted(limits, Limit, asked: 10, "c") + Admitted(limits, Limit, asked: 10, "d"));
        Assert.Equal(11, Admitted(limits, Limit, asked: 20, "a"));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(12, Admitted(limits, Limit, asked: 20, "e"));
    }

    [Fact]
    public void Memory_for_a_hundred_thousand_addresses_is_bounded()
    {
        var limits = Create(capacity: 100_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 300_000; i++)
        {
            limits.Acquire(Limit, $"address:10.{i >> 16}.{(i >> 8) & 255}.{i & 255}", cost: 1);
        }

        Assert.InRange(limits.Count, 100_000, 100_001);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, 25_000_000);
        GC.KeepAlive(limits);
    }

    private LocalLimits Create(int capacity = 100) => new(Options.Create(new RateLimitOptions { LocalCapacity = capacity }), _time);

    private static int Admitted(LocalLimits limits, RateLimit limit, int asked, string partition = "a") =>
        Enumerable.Range(0, asked).Count(_ => limits.Acquire(limit, partition, cost: 1).IsAcquired);
}
