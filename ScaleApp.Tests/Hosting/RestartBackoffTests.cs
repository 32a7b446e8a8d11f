namespace ScaleApp.Tests.Hosting;

public class RestartBackoffTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RestartBackoff _backoff;

    public RestartBackoffTests() => _backoff = new RestartBackoff(new ReplicaSupervisionOptions(), _time);

    [Fact]
    public void Delay_doubles_from_250_ms_to_30_s()
    {
        var delays = Enumerable.Range(0, 50).Select(_ => _backoff.Failed().Delay.TotalSeconds).ToArray();

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 30], delays[..8]);
        Assert.All(delays[8..], delay => Assert.Equal(30, delay));
    }

    [Theory]
    [InlineData(true, 30, 0.25, 1)]
    [InlineData(true, 29.9, 1, 3)]
    [InlineData(false, 300, 1, 3)]      // since the failure, without a run
    public void Delay_resets_after_thirty_seconds_of_running_only(bool runs, double seconds, double delay, int failures)
    {
        _backoff.Started();
        _backoff.Failed();
        _backoff.Failed();
        if (runs)
        {
            _backoff.Started();
        }

        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal((TimeSpan.FromSeconds(delay), failures), _backoff.Failed());
    }
}
