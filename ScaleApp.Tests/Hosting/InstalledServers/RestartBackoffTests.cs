namespace ScaleApp.Tests.Hosting.InstalledServers;

public class RestartBackoffTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1), Long = TimeSpan.FromMinutes(1);

    private readonly RestartBackoff _backoff = new();

    [Fact]
    public void Delay_doubles_from_a_quarter_of_a_second() =>
        Assert.Equal(
            [0.25, 0.5, 1, 2, 4, 8, 16, 32], Enumerable.Range(0, 8).Select(_ => _backoff.Next(Short)!.Value.TotalSeconds));

    [Fact]
    public void Server_in_a_crash_loop_stays_down()
    {
        Crash(RestartBackoff.MaxRestarts);

        Assert.Null(_backoff.Next(Short));
    }

    [Fact]
    public void Server_that_ran_for_a_minute_has_recovered()
    {
        Crash(RestartBackoff.MaxRestarts);

        Assert.Equal(0.25, _backoff.Next(Long)!.Value.TotalSeconds);
        Assert.Equal(1, _backoff.Restarts);
    }

    [Fact]
    public void Server_that_was_stopped_starts_again_with_the_first_delay()
    {
        Crash(RestartBackoff.MaxRestarts);

        _backoff.Reset();

        Assert.Equal(0.25, _backoff.Next(Short)!.Value.TotalSeconds);
    }

    private void Crash(int times)
    {
        for (var crash = 0; crash < times; crash++)
        {
            _backoff.Next(Short);
        }
    }
}
