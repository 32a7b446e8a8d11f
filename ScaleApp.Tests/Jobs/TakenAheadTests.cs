using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs;

/// <summary>Jobs that a server takes beyond those that it may run, since those that it runs are short.</summary>
public sealed class TakenAheadTests : IAsyncLifetime
{
    private readonly Probe _probe = new();
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public Task DisposeAsync() => _redis.DisposeAsync();

    [RequiresFact("redis-server")]
    public async Task No_more_jobs_run_at_once_than_there_are_workers()
    {
        const int jobs = 3000;
        await using var host = await JobHost.StartAsync(_redis.ConnectionString, o => o.WorkerCount = 3);

        await host.Client.CreateManyAsync(Many(jobs));

        await _probe.NextAsync(jobs);
        Assert.InRange(_probe.MostAtOnce, 1, 3);
        await Eventually.IsTrueAsync(async () => (await host.Monitor.GetQueueAsync("default")).Counts[JobState.Succeeded] == jobs, "all have ended");
        Assert.True(_probe.IsSilent, "none ran twice");
    }

    [RequiresFact("redis-server")]
    public async Task What_waits_behind_jobs_that_turn_out_to_be_slow_is_run_by_another_server()
    {
        await using var first = await JobHost.StartAsync(_redis.ConnectionString, o => o.WorkerCount = 2);
        var holding = JobRequest.For<ProbeJobs>(x => x.HoldAsync(_probe.Name, CancellationToken.None));
        var ids = await first.Client.CreateManyAsync([.. Many(1000), holding, holding, .. Many(4)]);
        var events = new List<string>();
        while (events.Count(one => one == "started") < 2)
        {
            events.Add(await _probe.NextAsync());
        }

        await using var second = await JobHost.StartAsync(_redis.ConnectionString, o => o.WorkerCount = 2);

        foreach (var id in ids.TakeLast(4))
        {
            await second.BecomesAsync(id, JobState.Succeeded);
            Assert.Equal(1, (await second.Monitor.GetJobAsync(id))!.Job.Attempt);
        }

        Assert.Equal(JobState.Active, await second.StateAsync(ids[1000]));
        _probe.Release();
        await first.BecomesAsync(ids[1000], JobState.Succeeded);
        await first.BecomesAsync(ids[1001], JobState.Succeeded);
    }

    [RequiresFact("redis-server")]
    public async Task A_server_that_stops_gives_back_what_had_not_begun()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString, o =>
        {
            o.WorkerCount = 2;
            o.ShutdownTimeout = TimeSpan.FromMilliseconds(500);
        });
        await using var observer = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        var holding = JobRequest.For<ProbeJobs>(x => x.HoldStubbornlyAsync(_probe.Name));
        var ids = await host.Client.CreateManyAsync([.. Many(1000), holding, holding, .. Many(4)]);
        var started = 0;
        while (started < 2)
        {
            started += await _probe.NextAsync() == "started" ? 1 : 0;
        }

        await host.StopAsync();

        foreach (var id in ids.TakeLast(6))
        {
            Assert.Equal(JobState.Waiting, await observer.StateAsync(id));
            Assert.Equal(0, (await observer.Monitor.GetJobAsync(id))!.Job.Attempt);
        }

        _probe.Release();
    }

    [RequiresFact("redis-server")]
    public async Task What_is_deleted_before_it_begins_does_not_run()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString, o => o.WorkerCount = 1);
        var (running, ended) = (new RunningJobs(), Channel.CreateUnbounded<Settlement>());
        var starter = new JobStarter(running, host.Services.GetRequiredService<JobRunner>(),
            host.Services.GetRequiredService<ServerIdentity>(), TimeProvider.System)
        {
            Ended = end => ended.Writer.TryWrite(end),
        };
        starter.Start(Taken("first", JobRequest.For<ProbeJobs>(x => x.HoldAsync(_probe.Name, CancellationToken.None))), long.MaxValue);
        starter.Start(Taken("second", JobRequest.For<ProbeJobs>(x => x.Report(_probe.Name, "second ran"))), long.MaxValue);
        await starter.FinishAsync();
        Assert.Equal("started", await _probe.NextAsync());

        running.Interrupt(new JobId("default", "second"), Interruption.Deleted);
        _probe.Release();

        var ends = new[] { await ended.Reader.ReadAsync(), await ended.Reader.ReadAsync() };
        Assert.Equal([("first", Outcome.Succeeded), ("second", Outcome.Back)], ends.Select(end => (end.Job.Taken.Id.Local, end.Outcome)));
        Assert.Equal("released", await _probe.NextAsync());
        Assert.True(_probe.IsSilent, "the second did not run");

        static TakenJob Taken(string id, JobRequest request) =>
            TakenJob.First(new JobId("default", id), "1700000000000000", InvocationTests.Kept(request));
    }

    [RequiresFact("redis-server")]
    public async Task A_call_takes_what_may_start_and_what_may_start_next()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        await using var server = await JobHost.StartAsync(_redis.ConnectionString, o => o.Queues = ["other"]);
        await host.Client.CreateManyAsync(Many(5));
        var store = server.Services.GetRequiredService<ServerStore>();

        Assert.Equal(3, (await store.PumpAsync("default", 0, 1, 2, [], CancellationToken.None))!.Jobs.Length);
        Assert.Equal(2, (await store.PumpAsync("default", 0, 0, 3, [], CancellationToken.None))!.Jobs.Length);
        Assert.Empty((await store.PumpAsync("default", 0, 0, 3, [], CancellationToken.None))!.Jobs);

        Assert.Equal(0, await host.Database.SortedSetLengthAsync("{jobs:default}:idle"));
    }

    [RequiresFact("redis-server")]
    public async Task Nothing_is_taken_ahead_of_a_rate()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        await using var server = await JobHost.StartAsync(_redis.ConnectionString, o => o.Queues = ["other"]);
        await host.Monitor.SetRateLimitAsync("default", 100, TimeSpan.FromMinutes(1));
        await host.Client.CreateManyAsync(Many(5));

        var reply = await server.Services.GetRequiredService<ServerStore>().PumpAsync("default", 0, 1, 2, [], CancellationToken.None);

        Assert.Single(reply!.Jobs);
    }

    private JobRequest[] Many(int count) => [.. Enumerable.Repeat(JobRequest.For<ProbeJobs>(x => x.PassAsync(_probe.Name)), count)];
}
