using ScaleApp.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs;

public sealed class JobLimitTests : IAsyncLifetime
{
    private readonly Probe _probe = new();
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public Task DisposeAsync() => _redis.DisposeAsync();

    [RequiresFact("redis-server")]
    public async Task Jobs_that_may_not_run_together_do_not_and_all_run()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();

        await first.Client.CreateManyAsync([.. Enumerable.Range(0, 100).Select(i => JobRequest.For<ProbeJobs>(x => x.AloneAsync(_probe.Name, $"{i}")))]);

        Assert.Equal(100, (await _probe.NextAsync(100)).Distinct().Count());
        Assert.Equal(1, _probe.MostAtOnce);
    }

    [RequiresFact("redis-server")]
    public async Task A_concurrency_limit_counts_by_its_key()
    {
        await using var host = await StartAsync();

        await host.Client.CreateManyAsync([.. Enumerable.Range(0, 8).Select(i => JobRequest.For<ProbeJobs>(x => x.ByTenantAsync(_probe.Name, i < 6 ? "a" : "b")))]);

        var started = await _probe.NextAsync(4);
        Assert.Equal(["a", "a", "b", "b"], started.Order());
        Assert.Equal(4, (await host.Monitor.GetQueueAsync("default")).Counts[JobState.Blocked]);
        _probe.Release();
        Assert.Equal(["a", "a", "a", "a"], await _probe.NextAsync(4));
    }

    [RequiresFact("redis-server")]
    public async Task A_paused_queue_hands_out_nothing_until_it_is_resumed()
    {
        await using var host = await StartAsync();
        await host.Monitor.PauseAsync("default");
        var id = await host.Client.CreateAsync(Report("ran"));
        await Eventually.IsTrueAsync(async () => await host.Database.SortedSetScoreAsync("{jobs:default}:idle",
            (await host.Monitor.GetServersAsync()).Single().Id) is not null, "the server looked and is parked");

        Assert.Equal(JobState.Waiting, await host.StateAsync(id));
        await host.Monitor.ResumeAsync("default");

        Assert.Equal("ran", await _probe.NextAsync());
    }

    [RequiresFact("redis-server")]
    public async Task A_rate_limit_holds_in_every_stretch_of_its_period_over_all_servers()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await first.Monitor.SetRateLimitAsync("default", 5, TimeSpan.FromMilliseconds(300));

        var ids = await first.Client.CreateManyAsync([.. Enumerable.Range(0, 20).Select(i => Report($"{i}"))]);
        await _probe.NextAsync(20);

        var starts = new List<DateTimeOffset>();
        foreach (var id in ids)
        {
            starts.Add((await first.Monitor.GetJobAsync(id))!.StartedAt!.Value);
        }

        starts.Sort();
        for (var i = 5; i < starts.Count; i++)
        {
            Assert.True(starts[i] - starts[i - 5] >= TimeSpan.FromMilliseconds(300), $"six jobs started within {starts[i] - starts[i - 5]}");
        }
    }

    private Task<JobHost> StartAsync() => JobHost.StartAsync(_redis.ConnectionString);

    private JobRequest Report(string what) => JobRequest.For<ProbeJobs>(x => x.Report(_probe.Name, what));
}
