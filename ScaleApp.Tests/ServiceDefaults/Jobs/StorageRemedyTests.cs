using Hangfire;
using Hangfire.Redis.StackExchange;
using ScaleApp.ServiceDefaults.Jobs;
using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

/// <summary>Tries each fault of Hangfire's storage twice: with the package's own storage, which must show it, and with the workers' storage.</summary>
[Collection(AloneTests.Name)]
[Trait("Category", "Chaos")]
public sealed class StorageRemedyTests
{
    private const string Plain = "plain", Remedied = "remedied";

    private static readonly (string, string)[] Quick =
    [
        ("HeartbeatInterval", "00:00:00.300"), ("ServerTimeout", "00:00:01"), ("ServerCheckInterval", "00:00:00.300"), ("WatchInterval", "00:00:00.300"),
    ];

    [RequiresFact("redis-server")]
    public async Task Plain_storage_strands_the_job_of_a_worker_killed_acknowledging()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = await JobsHost.StartAsync(redis.ConnectionString);
        var job = await DieWhileAcknowledgingAsync(redis, host, Plain,
            async () => await host.Redis.GetDatabase().ListLengthAsync("{hangfire}:queue:default:dequeued") == 0);

        // No list has its id, so nothing can find it.
        Assert.Equal("Processing", host.StateOf(job));
        Assert.Equal(0, await host.Redis.GetDatabase().ListLengthAsync("{hangfire}:queue:default"));
    }

    [RequiresFact("redis-server")]
    public async Task Job_of_a_worker_killed_while_acknowledging_runs_again()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = await JobsHost.StartAsync(redis.ConnectionString);
        var job = await DieWhileAcknowledgingAsync(redis, host, Remedied, () => Task.FromResult(true));
        Assert.Equal("Processing", host.StateOf(job));

        await using var worker = await JobsHost.StartAsync(redis.ConnectionString, workers: 1, configure: null, Quick);

        // The dead worker may have held the job's lock, which expires after 30 s.
        await Eventually.IsTrueAsync(() => host.StateOf(job) == "Succeeded", "the job succeeds", TimeSpan.FromSeconds(60));
        Assert.Equal(2, await host.Effects.StartsAsync("unstored"));
    }

    [RequiresTheory("redis-server")]
    [InlineData(Plain, false)]
    [InlineData(Remedied, true)]
    public async Task Job_of_a_dead_server_is_found_next_pass(string storage, bool isFound)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = await JobsHost.StartAsync(redis.ConnectionString);
        await ProcessAsDyingWorkerAsync(host, "first");
        await using var worker = await JobsHost.StartAsync(redis.ConnectionString, workers: 1, Use(storage), Quick);
        await Eventually.IsTrueAsync(() => WaitsAsync(host, "first"), "the first pass of the watcher");

        await ProcessAsDyingWorkerAsync(host, "second");

        // The plain storage looks again after a minute.
        var watch = Stopwatch.StartNew();
        await Eventually.IsTrueAsync(async () => watch.Elapsed > TimeSpan.FromSeconds(5) || await WaitsAsync(host, "second"), "many passes have run");
        Assert.Equal(isFound, await WaitsAsync(host, "second"));
    }

    [RequiresTheory("redis-server")]
    [InlineData("1.00:00:00", false)]
    [InlineData("00:00:01", true)]
    public async Task Fetched_job_that_never_started_is_found_by_recovery_only(string fetchedTimeout, bool isFound)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = await JobsHost.StartAsync(redis.ConnectionString);
        host.Enqueue(job => job.RunAsync("fetched", 0, CancellationToken.None), "other");
        host.FetchAsDyingWorker("other");

        await using var worker = await JobsHost.StartAsync(redis.ConnectionString, workers: 1, configure: null, [("FetchedTimeout", fetchedTimeout), .. Quick]);

        // Ten passes of the storage's own watcher.
        var watch = Stopwatch.StartNew();
        await Eventually.IsTrueAsync(async () => watch.Elapsed > TimeSpan.FromSeconds(4) || await WaitsAsync(host, "other"), "ten passes have run");
        Assert.Equal(isFound, await WaitsAsync(host, "other"));
    }

    [TestProgram("refused-job-worker")]
    internal static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        await using var administrator = await ConnectionMultiplexer.ConnectAsync($"{args[0]},allowAdmin=true");
        RefusedSuccessAttribute.Refuse = () =>
        {
            // The state cannot be written; a job may still be taken from its list.
            administrator.GetDatabase().Execute("ACL", "SETUSER", "default", "-hset", "-hmset", "-lpush", "-rpush");
            Console.WriteLine("refused");
        };
        return await JobWorkers.RunAsync(args[0], Use(args[1]), stopping);
    }

    private static async Task<string> DieWhileAcknowledgingAsync(RedisServer redis, JobsHost host, string storage, Func<Task<bool>> isAcknowledged)
    {
        await using var worker = await JobWorkers.StartProgramAsync("refused-job-worker", redis.ConnectionString, storage);
        var job = host.Enqueue(job => job.SucceedUnstoredAsync("unstored", CancellationToken.None));
        await worker.WaitForLineAsync(line => line == "refused");
        await Eventually.IsTrueAsync(isAcknowledged, "the job is taken from the fetched list");
        worker.Kill();
        await worker.WaitForExitAsync();
        await redis.AdministerAsync("ACL", "SETUSER", "default", "+@all");
        return job;
    }

    /// <summary>Leaves a job as a worker does that is killed while the job runs.</summary>
    private static async Task ProcessAsDyingWorkerAsync(JobsHost host, string queue)
    {
        host.Enqueue(job => job.RunAsync(queue, 0, CancellationToken.None), queue);
        var job = host.FetchAsDyingWorker(queue);
        var database = host.Redis.GetDatabase();
        await database.HashSetAsync($"{{hangfire}}:job:{job}:state", [new("State", "Processing"), new("ServerId", "dead")]);
        await database.HashSetAsync($"{{hangfire}}:job:{job}", "State", "Processing");
    }

    /// <summary>Whether the only job of a queue that no worker serves is back in it.</summary>
    private static async Task<bool> WaitsAsync(JobsHost host, string queue) =>
        await host.Redis.GetDatabase().ListLengthAsync($"{{hangfire}}:queue:{queue}") == 1;

    private static Action<IServiceCollection>? Use(string storage) => storage == Remedied ? null : services => services.AddSingleton<JobStorage>(provider =>
    {
        // It registers the filter that the storage's locks need.
        provider.GetRequiredService<IGlobalConfiguration>();
        return new RedisStorage(provider.GetRequiredService<IConnectionMultiplexer>(), ((RedisJobBackend)provider.GetRequiredService<IJobBackend>()).Storage);
    });
}
