using System.Diagnostics;
using ScaleApp.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs;

[Trait("Category", "Chaos")]
public sealed class WorkerChaosTests : IAsyncLifetime
{
    private const int Lease = 1500;

    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public Task DisposeAsync() => _redis.DisposeAsync();

    [RequiresFact("redis-server")]
    public async Task No_job_is_lost_or_in_two_places_while_workers_are_killed_at_random()
    {
        const int Jobs = 20_000;
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        var workers = new List<TestProgram>();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                workers.Add(await StartWorkerAsync());
            }

            var feeding = FeedAsync(client, Jobs);
            for (var kill = 0; kill < 6; kill++)
            {
                var victim = Random.Shared.Next(workers.Count);
                workers[victim].Kill();
                await workers[victim].DisposeAsync();
                workers[victim] = await StartWorkerAsync();
                await QueueInspection.EveryJobIsInOnePlaceAsync(client.Redis);
            }

            await feeding;
            await Eventually.IsTrueAsync(async () => await DoneAsync(client) == Jobs, "every job succeeded", TimeSpan.FromSeconds(40));
            await QueueInspection.EveryJobIsInOnePlaceAsync(client.Redis);
            Assert.Equal(Jobs, await client.Database.HashLengthAsync(ChaosJobs.Effects));
        }
        finally
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }
    }

    [RequiresFact("redis-server")]
    public async Task The_job_of_a_killed_worker_is_back_within_a_lease_and_a_second_with_its_attempt_counted()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        await using var victim = await StartWorkerAsync();
        var id = await client.Client.EnqueueAsync<ChaosJobs>(x => x.HoldFirstAsync(CancellationToken.None));
        await Eventually.IsTrueAsync(async () => await client.Database.ListLengthAsync(ChaosJobs.Told) == 1, "the job runs");
        await using var survivor = await StartWorkerAsync();

        victim.Kill();
        var clock = Stopwatch.StartNew();
        await client.BecomesAsync(id, JobState.Succeeded);

        // Half a second more than the promise: this machine runs other tests as well.
        Assert.InRange(clock.ElapsedMilliseconds, 0, Lease + 1500);
        var job = (await client.Monitor.GetJobAsync(id))!;
        Assert.Equal(2, job.Job.Attempt);
        Assert.Contains(job.History, entry => entry.Kind == "reclaimed");
    }

    [RequiresFact("redis-server")]
    public async Task A_worker_that_was_stopped_beyond_its_lease_cancels_its_job_and_cannot_complete_it()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        await using var sleeper = await StartWorkerAsync();
        var id = await client.Client.EnqueueAsync<ChaosJobs>(x => x.HoldFirstAsync(CancellationToken.None));
        await Eventually.IsTrueAsync(async () => await client.Database.ListLengthAsync(ChaosJobs.Told) == 1, "the job runs");

        await SignalAsync(sleeper, "STOP");
        await using var other = await StartWorkerAsync();
        await client.BecomesAsync(id, JobState.Succeeded);
        var before = await client.Monitor.GetJobAsync(id);
        await SignalAsync(sleeper, "CONT");

        // The first attempt ends without an error once its token fires, and would have succeeded.
        await Eventually.IsTrueAsync(async () => await client.Database.ListLengthAsync(ChaosJobs.Told) == 3, "the stopped worker's job was cancelled");
        Assert.Equal(["attempt 1", "attempt 2", "cancelled"],
            (await client.Database.ListRangeAsync(ChaosJobs.Told)).Select(told => (string)told!));
        await sleeper.WaitForLineAsync(line => line.Contains("no longer this server's", StringComparison.Ordinal));
        var after = await client.Monitor.GetJobAsync(id);
        Assert.Equal((before!.Server, before.Job.At, before.Job.Attempt), (after!.Server, after.Job.At, after.Job.Attempt));
        Assert.Equal(1, (await client.Monitor.GetQueueAsync("default")).Events["succeeded"]);
    }

    [RequiresFact("redis-server")]
    public async Task A_worker_whose_jobs_block_every_thread_keeps_its_leases_and_starts_all_that_it_has_slots_for()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        await using var blocked = await StartWorkerAsync();
        await using var other = await StartWorkerAsync();

        // Twice the slots of both workers, far more than threads, each for longer than a lease.
        var ids = await client.Client.CreateManyAsync(
            [.. Enumerable.Range(0, 40).Select(_ => JobRequest.For(() => ChaosJobs.Block(Lease * 2)))]);
        foreach (var id in ids)
        {
            await client.BecomesAsync(id, JobState.Succeeded, TimeSpan.FromSeconds(40));
        }

        var jobs = await Task.WhenAll(ids.Select(id => client.Monitor.GetJobAsync(id)));
        Assert.All(jobs, job => Assert.Equal((1, 0), (job!.Job.Attempt, job.Crashes)));
    }

    private static async Task FeedAsync(JobHost client, int jobs)
    {
        foreach (var chunk in Enumerable.Range(0, jobs).Chunk(200))
        {
            await client.Client.CreateManyAsync([.. chunk.Select(i => JobRequest.For<ChaosJobs>(x => x.CountAsync(i, CancellationToken.None)))]);
        }
    }

    private static async Task<long> DoneAsync(JobHost client) =>
        (await client.Monitor.GetQueueAsync("default")).Events.GetValueOrDefault("succeeded");

    private async Task<TestProgram> StartWorkerAsync()
    {
        var worker = TestProgram.Start("job-worker", _redis.ConnectionString, $"{Lease}");
        await worker.WaitForLineAsync(line => line == "ready");
        return worker;
    }

    private static async Task SignalAsync(TestProgram program, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{program.Id}"]);
        await kill.WaitForExitAsync();
    }
}
