using ScaleApp.ServiceDefaults.Jobs;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

public class PauseGuardTests
{
    private readonly TwoClocks _time = new();
    private readonly List<string> _ended = [];
    private readonly PauseGuard _guard;

    public PauseGuardTests() => _guard = new PauseGuard(TimeSpan.FromSeconds(25), _time, _ended.Add, NullLogger<PauseGuard>.Instance);

    [Theory]
    [InlineData(26, 26)]
    [InlineData(26, 0)]
    [InlineData(0, 26)]
    public void Long_pause_by_either_clock_ends_the_process(double wall, double monotonic)
    {
        _time.Advance(wall: 60, monotonic: 60);
        for (var second = 0; second < 100; second++)
        {
            _guard.Check();
            _time.Advance(wall: 1, monotonic: 1);
        }

        Assert.Empty(_ended);
        _time.Advance(wall - 1, monotonic - 1);
        _guard.Check();

        Assert.Contains("26 s", Assert.Single(_ended), StringComparison.Ordinal);
    }

    [RequiresFact("redis-server")]
    public async Task Worker_paused_too_long_exits_with_an_error()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = await JobsHost.StartAsync(redis.ConnectionString);
        await using var worker = await JobWorkers.StartAsync(redis.ConnectionString, "LongestPause=00:00:02");
        host.Enqueue(job => job.RunAsync("before", 2_000, CancellationToken.None));
        await host.Effects.WaitForEndAsync("before", TimeSpan.FromSeconds(60));

        var pause = Stopwatch.StartNew();
        worker.Signal(Signals.Stop);
        await Eventually.IsTrueAsync(() => pause.Elapsed > TimeSpan.FromSeconds(4), "the pause lasts");
        worker.Signal(Signals.Continue);

        Assert.NotEqual(0, await worker.WaitForExitAsync(TimeSpan.FromSeconds(60)));
    }

    private sealed class TwoClocks : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
        private long _timestamp;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _timestamp;

        public void Advance(double wall, double monotonic)
        {
            _now += TimeSpan.FromSeconds(wall);
            _timestamp += TimeSpan.FromSeconds(monotonic).Ticks;
        }
    }
}
