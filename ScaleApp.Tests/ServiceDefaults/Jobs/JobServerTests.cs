using Hangfire.Redis.StackExchange;
using ScaleApp.ServiceDefaults.Jobs;
using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

public class JobServerTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Idle_worker_starts_a_job_at_once()
    {
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=1", workers: 2);
        var latencies = new List<double>();

        for (var number = 0; number < 60; number++)
        {
            var name = $"idle-{number}";
            var watch = Stopwatch.StartNew();
            host.Enqueue(job => job.RunAsync(name, 0, CancellationToken.None));
            await UntilStartedAsync(host, name);
            latencies.Add(watch.Elapsed.TotalMilliseconds);
        }

        // The first ones compile the code.
        var median = latencies[10..].Order().ElementAt(25);
        Assert.True(median < 50, $"The median of 50 starts is {median:0} ms.");
    }

    [RequiresFact("redis-server")]
    public async Task Job_of_a_removed_type_fails_and_blocks_nothing()
    {
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=2");
        var removed = host.Enqueue(job => job.RunAsync("removed", 0, CancellationToken.None));
        var forbidden = host.Enqueue(job => job.RunAsync("forbidden", 0, CancellationToken.None));
        var next = host.Enqueue(job => job.RunAsync("next", 0, CancellationToken.None));
        using (var connection = host.Storage.GetConnection())
        {
            connection.SetJobParameter(removed, "Type", "ScaleApp.Tests.RemovedJob, ScaleApp.Tests");
            connection.SetJobParameter(forbidden, "Type", "System.IO.File, System.Runtime");

            // A newer worker may know the type, so it is retried; this was the last attempt.
            connection.SetJobParameter(removed, "RetryCount", "10");
            connection.SetJobParameter(forbidden, "RetryCount", "10");
        }

        await using var worker = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=2", workers: 1);

        await Eventually.IsTrueAsync(() => host.StateOf(next) == "Succeeded", "the next job succeeds");
        Assert.Equal(("Failed", "Failed"), (host.StateOf(removed), host.StateOf(forbidden)));
        using var failed = host.Storage.GetConnection();
        Assert.Contains("not a job contract", failed.GetStateData(forbidden).Data["ExceptionMessage"], StringComparison.Ordinal);
        Assert.Equal(0, await host.Effects.StartsAsync("forbidden"));
    }

    [RequiresFact("redis-server")]
    public async Task Forgotten_server_registers_and_starts_its_job_at_most_twice()
    {
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=4", workers: 4, configure: null,
            ("WatchInterval", "00:00:00.500"));
        var job = host.Enqueue(job => job.RunAsync("forgotten", 6_000, CancellationToken.None));
        await host.Effects.WaitForStartAsync("forgotten");

        var database = host.Redis.GetDatabase();
        foreach (var server in await database.SetMembersAsync("{hangfire}:servers"))
        {
            await database.KeyDeleteAsync([$"{{hangfire}}:server:{server}", "{hangfire}:servers"]);
        }

        await Eventually.IsTrueAsync(async () => await database.SetLengthAsync("{hangfire}:servers") == 1, "the server is announced again");

        // Twelve passes of the watcher happen while the job runs.
        await Eventually.IsTrueAsync(() => host.StateOf(job) == "Succeeded", "the job succeeds");
        Assert.InRange(await host.Effects.StartsAsync("forgotten"), 1, 2);
    }

    [RequiresFact("redis-server")]
    public async Task Failed_jobs_are_deleted_after_their_retention()
    {
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=5", workers: 1);
        var job = host.Enqueue(job => job.FailAsync("failing", CancellationToken.None));
        await Eventually.IsTrueAsync(() => host.StateOf(job) == "Failed", "the job fails");
        Assert.Equal(2, await host.Effects.StartsAsync("failing"));

        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var retention = new FailedJobRetention(host.Client, TimeSpan.FromDays(7), time);
        Assert.Equal(0, retention.DeleteBatch(host.Storage));
        time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(1, retention.DeleteBatch(host.Storage));

        Assert.Equal("Deleted", host.StateOf(job));
    }

    [RequiresFact("redis-server")]
    public async Task Remedy_without_anything_to_act_on_stops_the_start()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);

        // Without transactions the storage does not claim to acknowledge with the state.
        var error = Assert.Throws<InvalidOperationException>(() => new RedisJobStorage(
            connection, new RedisStorageOptions { UseTransactions = false }, TimeSpan.FromSeconds(3)));
        Assert.Contains("1.12.0", error.Message, StringComparison.Ordinal);
        Assert.Contains("TransactionalAcknowledge:RedisFetchedJob", error.Message, StringComparison.Ordinal);
    }

    private static async Task UntilStartedAsync(JobsHost host, string name)
    {
        var watch = Stopwatch.StartNew();
        while (await host.Effects.StartsAsync(name) == 0)
        {
            Assert.True(watch.Elapsed < Eventually.Default, $"{name} did not start.");
            await Task.Yield();
        }
    }
}
