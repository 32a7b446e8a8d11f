namespace ScaleApp.Tests.ServiceDefaults.Jobs;

[Trait("Category", "Chaos")]
public sealed class WorkerCrashTests
{
    // Of the storage: 30 s. The worker ends itself when it stood still for 25 s.
    private static readonly TimeSpan LockExpiry = TimeSpan.FromSeconds(33);

    [RequiresFact("redis-server")]
    public async Task Job_of_a_killed_worker_runs_again_within_25_seconds()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = await JobsHost.StartAsync(redis.ConnectionString);
        await using var first = await JobWorkers.StartAsync(redis.ConnectionString);
        host.Enqueue(job => job.RunAsync("orphan", 120_000, CancellationToken.None));
        await host.Effects.WaitForStartAsync("orphan");
        await using var second = await JobWorkers.StartAsync(redis.ConnectionString);

        var watch = Stopwatch.StartNew();
        first.Kill();

        await host.Effects.WaitForStartAsync("orphan", starts: 2, TimeSpan.FromSeconds(25));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(25));
    }

    [RequiresFact("redis-server")]
    public async Task Worker_paused_beyond_its_locks_repeats_its_job_only_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = await JobsHost.StartAsync(redis.ConnectionString);
        await using var stopped = await JobWorkers.StartAsync(redis.ConnectionString);
        host.Enqueue(job => job.RunAsync("paused", 45_000, CancellationToken.None));
        await host.Effects.WaitForStartAsync("paused");
        await using var other = await JobWorkers.StartAsync(redis.ConnectionString);

        var pause = Stopwatch.StartNew();
        stopped.Signal(Signals.Stop);
        await host.Effects.WaitForStartAsync("paused", starts: 2, TimeSpan.FromSeconds(25));
        await Eventually.IsTrueAsync(() => pause.Elapsed > LockExpiry, "the pause lasts", TimeSpan.FromMinutes(1));
        stopped.Signal(Signals.Continue);

        // The other worker still runs the job, so a third start would be seen.
        Assert.Equal(0, await host.Effects.EndsAsync("paused"));
        Assert.NotEqual(0, await stopped.WaitForExitAsync());
        await host.Effects.WaitForEndAsync("paused", TimeSpan.FromSeconds(60));
        Assert.Equal((2, 1), (await host.Effects.StartsAsync("paused"), await host.Effects.EndsAsync("paused")));
    }

    [RequiresFact("redis-server")]
    public async Task Five_killed_workers_strand_none_of_2000_jobs()
    {
        const int Jobs = 2_000, Kills = 5;
        string[] options =
        [
            "HeartbeatInterval=00:00:00.500", "ServerTimeout=00:00:02", "ServerCheckInterval=00:00:00.500", "WatchInterval=00:00:00.500",
            "FetchedTimeout=00:00:02",
        ];
        await using var redis = await RedisServer.StartAsync();
        await using var host = await JobsHost.StartAsync(redis.ConnectionString);
        Parallel.For(0, Jobs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, number => host.Enqueue(job => job.RunAsync($"{number}", 0, CancellationToken.None)));

        await using var steady = await JobWorkers.StartAsync(redis.ConnectionString, options);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var victim = await JobWorkers.StartAsync(redis.ConnectionString, options);
            var before = await host.Effects.EndedJobsAsync();
            await Eventually.IsTrueAsync(async () => await host.Effects.EndedJobsAsync() is var ended && (ended >= before + 100 || ended == Jobs),
                "the workers get on", TimeSpan.FromSeconds(60));
            victim.Kill();
        }

        await Eventually.IsAsync(host.Effects.EndedJobsAsync, ended => ended == Jobs, "all jobs ended", TimeSpan.FromSeconds(180));
        await Eventually.IsAsync(() => Task.FromResult(host.Storage.GetMonitoringApi().GetStatistics()),
            figures => figures is { Enqueued: 0, Processing: 0, Failed: 0, Succeeded: Jobs }, "all jobs succeeded", TimeSpan.FromSeconds(60));

        // A worker that was killed after the state and before the acknowledgement leaves an id, which the storage drops later.
        Assert.All(await host.Redis.GetDatabase().ListRangeAsync("{hangfire}:queue:default:dequeued"),
            id => Assert.Equal("Succeeded", host.StateOf(id.ToString())));
    }

    [RequiresFact("redis-server")]
    public async Task Workers_resume_within_five_seconds_after_Redis_restarts()
    {
        // One more worker may be busy with a call in flight.
        const int Workers = 7;
        await using var redis = await RedisServer.StartAsync(appendOnly: true);
        await using var host = await JobsHost.StartAsync(redis.ConnectionString, Workers + 1);
        host.Enqueue(job => job.RunAsync("before", 0, CancellationToken.None));
        await host.Effects.WaitForEndAsync("before");

        // So long that with a delay that grows with each failure most workers would still sleep.
        await redis.KillAsync();
        var outage = Stopwatch.StartNew();
        await Eventually.IsTrueAsync(() => outage.Elapsed > TimeSpan.FromSeconds(10), "the outage lasts");
        await redis.RestartAsync();
        var watch = Stopwatch.StartNew();
        for (var number = 0; number < Workers; number++)
        {
            // Each occupies a worker until all have been seen.
            var name = $"after-{number}";
            await Eventually.IsTrueAsync(() => host.Enqueue(job => job.RunAsync(name, 10_000, CancellationToken.None)).Length > 0, "a job is enqueued");
        }

        for (var number = 0; number < Workers; number++)
        {
            await host.Effects.WaitForStartAsync($"after-{number}");
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed.TotalSeconds:0.0} s.");
    }
}
