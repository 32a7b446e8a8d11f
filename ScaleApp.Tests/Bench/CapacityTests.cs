using ScaleApp.Bench.Capacity;

namespace ScaleApp.Tests.Bench;

public class CapacityTests
{
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(40, 60)]
    [InlineData(40, 300)]
    public async Task Search_ends_within_a_tenth_of_the_capacity(double start, double capacity)
    {
        var steps = 0;
        var found = await new CapacitySearch(rate =>
        {
            steps++;
            return Task.FromResult(Step(rate, rate <= capacity ? 50 : 200));
        }, Target).FindAsync(start);

        Assert.InRange(found!.Rate, capacity / 1.1, capacity);
        Assert.InRange(steps, 1, 26);
    }

    [Fact]
    public async Task Search_without_a_rate_that_meets_the_target_finds_none() =>
        Assert.Null(await new CapacitySearch(rate => Task.FromResult(Step(rate, 200)), Target).FindAsync(40));

    [Fact]
    public async Task Requests_delayed_by_a_pause_are_timed_from_their_schedule()
    {
        // The server pauses for a second; a client that waited for it would send, and measure, one slow request only.
        var pause = Task.Delay(TimeSpan.FromSeconds(1));
        var load = new ArrivalLoad(async (_, _) =>
        {
            await pause;
            return true;
        });

        var step = await load.RunAsync(rate: 100, TimeSpan.FromSeconds(2), () => TimeSpan.Zero, CancellationToken.None);

        Assert.Equal((200, 0), (step.Answered, step.Failed));
        Assert.True(step.P99 > TimeSpan.FromMilliseconds(900), $"The 99th percentile is {step.P99}.");
        Assert.True(step.Mean > TimeSpan.FromMilliseconds(200), $"The mean is {step.Mean}.");
    }

    [Theory]
    [InlineData(500, 125, 100, 2, 7)]
    [InlineData(500, 400, 100, 6, 7)]
    [InlineData(10, 1, 100, 2, 2)]
    public void Plan_has_thirty_percent_headroom_and_two_replicas(double peak, double usual, double perReplica, int min, int max)
    {
        var plan = CapacityPlan.For(Step(perReplica, 50) with { Processors = 0.26 }, peak, usual, connections: 190, others: 3);

        Assert.Equal((min, max, 190 / (max + 3), 0.2), (plan.MinReplicas, plan.MaxReplicas, plan.PoolSize, plan.TargetProcessors));
    }

    private static LoadStep Step(double rate, int milliseconds) =>
        new(rate, 1_000, 0, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(milliseconds), 0.2);
}
