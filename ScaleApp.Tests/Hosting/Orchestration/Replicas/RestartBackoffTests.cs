using ScaleApp.Hosting.Orchestration;
using ScaleApp.Hosting.Orchestration.Replicas;

namespace ScaleApp.Tests.Hosting.Orchestration.Replicas;

public class RestartBackoffTests
{
    private readonly OrchestrationOptions _options = new()
    {
        RestartDelay = TimeSpan.FromSeconds(1),
        MaxRestartDelay = TimeSpan.FromSeconds(30),
        StableAfter = TimeSpan.FromSeconds(10),
    };

    [Fact]
    public void The_pause_doubles_up_to_its_limit()
    {
        var backoff = new RestartBackoff(_options, () => 1);

        var pauses = Enumerable.Range(0, 7).Select(_ => backoff.Next(TimeSpan.Zero).TotalSeconds);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], pauses);
    }

    [Fact]
    public void Jitter_takes_away_at_most_half_of_the_pause()
    {
        var least = new RestartBackoff(_options, () => 0);
        var most = new RestartBackoff(_options, () => 1);

        Assert.Equal(TimeSpan.FromSeconds(0.5), least.Next(TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(1), most.Next(TimeSpan.Zero));
    }

    [Fact]
    public void A_healthy_while_forgets_the_earlier_deaths()
    {
        var backoff = new RestartBackoff(_options, () => 1);
        backoff.Next(TimeSpan.Zero);
        backoff.Next(TimeSpan.FromSeconds(9));
        Assert.Equal(2, backoff.Failures);

        var pause = backoff.Next(TimeSpan.FromSeconds(10));

        Assert.Equal(1, backoff.Failures);
        Assert.Equal(TimeSpan.FromSeconds(1), pause);
    }

    [Fact]
    public void A_thousand_deaths_do_not_overflow()
    {
        var backoff = new RestartBackoff(_options, () => 1);

        var last = Enumerable.Range(0, 1000).Select(_ => backoff.Next(TimeSpan.Zero)).ToArray()[^1];

        Assert.Equal(_options.MaxRestartDelay, last);
    }
}
