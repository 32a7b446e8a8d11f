using ScaleApp.Hosting.Scaling;

namespace ScaleApp.Tests.Hosting.Scaling;

public class AutoscaleDecisionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AutoscaleDecision _decision;

    public AutoscaleDecisionTests() =>
        _decision = new AutoscaleDecision(new ReplicaSetResource(new ProjectResource("api"), min: 2, max: 6, initial: 3, new AutoscalingOptions()), _time);

    [Theory]
    [InlineData(0.5, 0, 3)]
    [InlineData(0.8, 0, 5)]
    [InlineData(2.0, 0, 6)]
    [InlineData(0.1, 100, 6)]       // the metric that needs more decides
    public void More_load_needs_more_replicas_at_once(double processors, int requests, int expected) =>
        Assert.Equal(expected, _decision.Decide(3, Loads(3, processors, requests)).Replicas);

    [Fact]
    public void Peak_within_the_window_holds_the_replicas()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        Decide(5, processors: 0.01);
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(5, Decide(5, processors: 0.5));

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(5, Decide(5, processors: 0.01));
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(2, Decide(5, processors: 0.01));
    }

    [Fact]
    public void Change_settles_before_the_next_decision()
    {
        Assert.Equal(5, Decide(3, processors: 0.8));

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(5, Decide(5, processors: 2));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(6, Decide(5, processors: 2));
    }

    [Fact]
    public void Missing_loads_change_nothing() => Assert.Equal((3, "no replica reports its load"), _decision.Decide(3, []));

    [Fact]
    public void Reason_gives_the_measured_values_and_the_targets()
    {
        var (_, reason) = _decision.Decide(3, Loads(3, processors: 0.8, requests: 12));

        Assert.Equal(
            "3 replicas use 0.80 processors (target 0.50) and have 12.0 requests in flight (target 50.0) on average, which needs 5", reason);
    }

    private int Decide(int wanted, double processors) => _decision.Decide(wanted, Loads(wanted, processors, requests: 0)).Replicas;

    private static ReplicaLoad[] Loads(int replicas, double processors, int requests) =>
        [.. Enumerable.Repeat(new ReplicaLoad(processors, requests), replicas)];
}
