
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

    [Fact]
    public void Delay_resets_after_thirty_seconds_of_running()
    {
        Fail(times: 5);
        _backoff.Started();
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal((TimeSpan.FromMilliseconds(250), 1), _backoff.Failed());
    }

    [Fact]
    public void Delay_keeps_growing_after_a_shorter_run()
    {
        Fail(times: 2);
        _backoff.Started();
        _time.Advance(TimeSpan.FromSeconds(29.9));

        Assert.Equal((TimeSpan.FromSeconds(1), 3), _backoff.Failed());
    }

    [Fact]
    public void Time_without_a_run_does_not_reset_the_delay()
    {
        _backoff.Started();
        Fail(times: 2);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal((TimeSpan.FromSeconds(1), 3), _backoff.Failed());
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _backoff.Failed();
        }
    }
}
