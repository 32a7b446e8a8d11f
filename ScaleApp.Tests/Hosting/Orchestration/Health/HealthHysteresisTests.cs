using ScaleApp.Hosting.Orchestration;
using ScaleApp.Hosting.Orchestration.Health;

namespace ScaleApp.Tests.Hosting.Orchestration.Health;

public class HealthHysteresisTests
{
    private readonly OrchestrationOptions _options = new();

    [Fact]
    public void A_new_replica_is_not_ready_until_a_check_has_passed()
    {
        var health = new HealthHysteresis(_options);

        health.Observe(passed: false);
        Assert.False(health.IsReady);

        health.Observe(passed: true);
        Assert.True(health.IsReady);
    }

    [Fact]
    public void A_ready_replica_is_out_after_three_failures_in_a_row()
    {
        var health = new HealthHysteresis(_options);
        health.Observe(passed: true);

        health.Observe(passed: false);
        health.Observe(passed: false);
        Assert.True(health.IsReady);

        health.Observe(passed: false);
        Assert.False(health.IsReady);
    }

    [Fact]
    public void A_pass_in_between_starts_the_count_again()
    {
        var health = new HealthHysteresis(_options);
        foreach (var passed in new[] { true, false, false, true, false, false })
        {
            health.Observe(passed);
        }

        Assert.True(health.IsReady);
    }

    [Fact]
    public void A_healthy_replica_is_asked_seldom_and_a_doubtful_one_often()
    {
        var health = new HealthHysteresis(_options);

        Assert.Equal(_options.StartingCheckInterval, health.Observe(passed: false));
        Assert.Equal(_options.HealthyCheckInterval, health.Observe(passed: true));
        Assert.Equal(_options.StartingCheckInterval, health.Observe(passed: false));
    }
}
