using ScaleApp.Redis.RateLimiting;

namespace ScaleApp.Tests.Redis.RateLimiting;

public class KnownPartitionTests
{
    private static readonly RateLimit Limit = new("limit", 1_000, TimeSpan.FromMinutes(1), ahead: 16);

    private readonly KnownPartition _partition = new(Limit);

    [Fact]
    public void Nothing_is_taken_ahead_for_a_partition_that_asks_now_and_then()
    {
        for (var second = 0; second < 10; second += 2)
        {
            Assert.Equal(0, Ask(second));
        }
    }

    [Fact]
    public void Twice_as_much_is_taken_ahead_whenever_all_was_used_up_soon_to_the_most_that_is_allowed()
    {
        var sizes = Enumerable.Range(0, 8).Select(i =>
        {
            var size = Ask(i * 0.01);
            Use(i * 0.01);
            return size;
        });

        Assert.Equal([0, 1, 2, 4, 8, 16, 16, 16], sizes);
    }

    [Fact]
    public void As_much_is_taken_ahead_when_it_was_used_up_just_in_time_and_half_as_much_when_it_was_not()
    {
        foreach (var second in (double[])[0, 0.01, 0.02, 0.03])
        {
            Ask(second);
            Use(second);
        }

        Assert.Equal(4, Ask(0.8));
        Assert.Equal(2, Ask(2));
    }

    [Fact]
    public void What_was_taken_ahead_cannot_be_used_after_its_time()
    {
        Ask(0);
        Ask(0.1);

        Assert.False(_partition.TryTake(1, At(1.2), out _));
    }

    [Fact]
    public void Only_one_of_several_requests_at_once_takes_ahead()
    {
        Ask(0);

        Assert.Equal(1, _partition.BeginAsking(At(0.1)));
        Assert.Equal(0, _partition.BeginAsking(At(0.1)));
    }

    [Fact]
    public void A_request_that_failed_lets_the_next_one_take_ahead()
    {
        Ask(0);
        _partition.EndAsking(_partition.BeginAsking(At(0.1)), got: 0, spent: null, At(0.1));

        Assert.True(_partition.BeginAsking(At(0.2)) > 0);
    }

    [Fact]
    public void A_refusal_is_remembered_for_a_second_and_for_no_smaller_cost()
    {
        _partition.Refuse(cost: 5, retryAfter: TimeSpan.FromSeconds(10), spent: TimeSpan.FromSeconds(60), At(0));

        Assert.True(_partition.IsRefused(5, At(0.5), out _, out var retryAfter));
        Assert.Equal(9.5, retryAfter.TotalSeconds);
        Assert.False(_partition.IsRefused(4, At(0.5), out _, out _));
        Assert.False(_partition.IsRefused(5, At(1), out _, out _));
    }

    [Fact]
    public void New_partitions_are_not_remembered_while_there_is_no_room()
    {
        var known = new KnownPartitions(capacity: 2);
        known.FindOrAdd(Limit, "a", At(0))!.Refuse(1, TimeSpan.FromSeconds(10), TimeSpan.Zero, At(0));
        known.FindOrAdd(Limit, "b", At(0))!.Refuse(1, TimeSpan.FromSeconds(10), TimeSpan.Zero, At(0.5));

        Assert.Null(known.FindOrAdd(Limit, "c", At(0.9)));
        Assert.NotNull(known.FindOrAdd(Limit, "c", At(2)));
        Assert.Null(known.Find(Limit, "a"));
    }

    private static TimeSpan At(double second) => TimeSpan.FromSeconds(second);

    private int Ask(double second)
    {
        var size = _partition.BeginAsking(At(second));
        _partition.EndAsking(size, size, TimeSpan.FromSeconds(1), At(second));
        return size;
    }

    private void Use(double second)
    {
        while (_partition.TryTake(1, At(second), out _))
        {
        }
    }
}
