using ScaleApp.Redis.RateLimiting;

namespace ScaleApp.Tests.Redis.RateLimiting;

public class LocalRateLimitsTests
{
    private static readonly RateLimit Limit = new("limit", 12, TimeSpan.FromSeconds(12));

    [Fact]
    public void A_replica_gives_out_its_share_at_once_and_then_at_its_share_of_the_pace()
    {
        var limits = new LocalRateLimits(replicas: 3, capacity: 10);

        Assert.Equal(4, Admitted(limits, 0, asked: 10));
        Assert.Equal(1, Admitted(limits, 3, asked: 10));
        Assert.Equal(4, Admitted(limits, 60, asked: 10));
    }

    [Fact]
    public void A_request_that_one_limit_refuses_takes_nothing_from_the_others()
    {
        var small = new RateLimit("small", 3, TimeSpan.FromMinutes(1));
        var limits = new LocalRateLimits(replicas: 3, capacity: 10);
        Assert.True(limits.Decide(new("a", [new(Limit), new(small)]), default).IsAcquired);

        Assert.False(limits.Decide(new("a", [new(Limit), new(small)]), default).IsAcquired);

        Assert.Equal(3, Admitted(limits, 0, asked: 10));
    }

    [Fact]
    public void A_request_that_costs_more_than_the_share_is_admitted_once()
    {
        var limits = new LocalRateLimits(replicas: 3, capacity: 10);

        Assert.True(limits.Decide(new("a", [new(Limit, 12)]), default).IsAcquired);
        Assert.False(limits.Decide(new("a", [new(Limit, 12)]), default).IsAcquired);
    }

    [Fact]
    public void When_there_are_too_many_partitions_the_new_ones_share_one_until_there_is_room()
    {
        var limits = new LocalRateLimits(replicas: 3, capacity: 2);
        Admitted(limits, 0, asked: 1, "a");
        Admitted(limits, 0, asked: 1, "b");

        Assert.Equal(4, Admitted(limits, 0, asked: 3, "c") + Admitted(limits, 0, asked: 3, "d"));
        Assert.Equal(3, Admitted(limits, 60, asked: 3, "e"));
    }

    private static int Admitted(LocalRateLimits limits, int second, int asked, string partition = "a") =>
        Enumerable.Range(0, asked).Count(_ => limits.Decide(new(partition, [new(Limit)]), TimeSpan.FromSeconds(second)).IsAcquired);
}
