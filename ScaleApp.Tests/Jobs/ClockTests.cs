using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs;

public sealed class ClockTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private readonly Probe _probe = new();

    [RequiresTheory("redis-server")]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_worker_whose_clock_is_off_by_an_hour_runs_jobs_as_any_other(int hours)
    {
        var queue = $"clock-{Guid.NewGuid():N}";
        await using var host = await JobHost.StartAsync(redis.ConnectionString,
            o => (o.Queues, o.Lease) = ([queue], TimeSpan.FromSeconds(1)),
            configure: builder => builder.Services.AddSingleton<TimeProvider>(new SkewedTime(TimeSpan.FromHours(hours))));
        var report = JobRequest.For<ProbeJobs>(x => x.Report(_probe.Name, "ran")) with { Queue = queue };
        var hold = JobRequest.For<ProbeJobs>(x => x.HoldAsync(_probe.Name, CancellationToken.None)) with { Queue = queue };

        // Held for longer than its lease, of which each renewal is counted by two clocks.
        var held = await host.Client.CreateAsync(hold);
        Assert.Equal("started", await _probe.NextAsync());
        var later = await host.Client.CreateAsync(report with { Delay = TimeSpan.FromMinutes(30) });
        var soon = await host.Client.CreateAsync(report with { Delay = TimeSpan.FromMilliseconds(1500) });

        Assert.Equal("ran", await _probe.NextAsync());
        await host.BecomesAsync(soon, JobState.Succeeded);
        var ran = (await host.Monitor.GetJobAsync(soon))!;
        Assert.True(ran.StartedAt >= ran.Job.CreatedAt + TimeSpan.FromMilliseconds(1500), $"It began at {ran.StartedAt}, too early.");
        Assert.Equal(JobState.Delayed, await host.StateAsync(later));

        _probe.Release();
        Assert.Equal("released", await _probe.NextAsync());
        await host.BecomesAsync(held, JobState.Succeeded);
        Assert.Equal(1, (await host.Monitor.GetJobAsync(held))!.Job.Attempt);
        Assert.True(_probe.IsSilent);
    }
}
