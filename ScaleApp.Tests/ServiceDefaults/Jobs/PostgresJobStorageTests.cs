namespace ScaleApp.Tests.ServiceDefaults.Jobs;

/// <summary>The guarantees of jobs in Redis, tested with jobs in PostgreSQL.</summary>
public sealed class PostgresJobStorageTests(RedisServer redis) : TestWithServers("redis-server", "postgres"), IClassFixture<RedisServer>
{
    private EmptyDatabase _database = null!;

    private protected override async Task StartAsync() => _database = await OwnAsync(EmptyDatabase.CreateAsync());

    [RequiresFact("redis-server", "postgres")]
    public async Task Concurrent_processes_install_the_job_tables()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => InstallAsync()));

        await using var host = await StartAsync(workers: 1);
        host.Enqueue(job => job.RunAsync("installed", 0, CancellationToken.None));
        await host.Effects.WaitForEndAsync("installed");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Job_in_PostgreSQL_of_a_killed_worker_runs_again()
    {
        await InstallAsync();
        await using var host = await StartAsync(workers: 0);
        await using var worker = await JobWorkers.StartAsync(redis.ConnectionString, [.. Options.Select(option => $"{option.Name}={option.Value}")]);
        host.Enqueue(job => job.RunAsync("orphan", 120_000, CancellationToken.None));
        await host.Effects.WaitForStartAsync("orphan");

        worker.Kill();
        await using var other = await StartAsync(workers: 1);

        await host.Effects.WaitForStartAsync("orphan", starts: 2, TimeSpan.FromSeconds(25));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Job_in_PostgreSQL_that_outlasts_the_time_out_runs_once()
    {
        await InstallAsync();
        await using var host = await StartAsync(workers: 2);
        await using var other = await StartAsync(workers: 2);

        // Twice the time after which the job of a dead worker runs again.
        host.Enqueue(job => job.RunAsync("long", 6_000, CancellationToken.None));

        await host.Effects.WaitForEndAsync("long");
        Assert.Equal(1, await host.Effects.StartsAsync("long"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Recurring_job_in_PostgreSQL_runs_each_time_once()
    {
        await InstallAsync();
        void Register(IServiceCollection services) => services.AddScoped<ITimeJob, TimeJob>().AddRecurringJob(
            _ => RecurringJobDefinition.Of<ITimeJob>("each-second", job => job.RunAsync(null!), "* * * * * *", TimeZoneInfo.Utc));
        await using var host = await StartAsync(workers: 2, Register);
        await using var other = await StartAsync(workers: 2, Register);

        // A scheduler that is late starts several at once, which run in any order.
        var runs = await Eventually.IsAsync(() => TimeJob.RunsAsync(host.Redis), runs => Consecutive(runs) >= 5, "five times in a row ran");

        Assert.All(runs.Keys.Order().Take(5), time => Assert.Equal(1, runs[time]));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Recurring_job_in_PostgreSQL_that_another_version_disabled_is_restored()
    {
        await InstallAsync();
        await using var host = await StartAsync(workers: 1, services => services.AddRecurringJob(_ => RecurringJobDefinition.Of<IProbeJob>(
            "restored", job => job.RunAsync("restored", 0, CancellationToken.None), "* * * * * *", TimeZoneInfo.Utc)));

        await RecurringJobTests.IsRestoredAsync(host);
    }

    /// <summary>How many times ran, from the first up to the first that did not.</summary>
    private static int Consecutive(IReadOnlyDictionary<DateTimeOffset, int> runs) =>
        runs.Keys.Order().Index().TakeWhile(time => time.Item == runs.Keys.Min().AddSeconds(time.Index)).Count();

    private (string Name, string Value)[] Options =>
    [
        ("Storage", "PostgreSQL"), (JobsHost.Database, _database.ConnectionString), ("FetchTimeout", "00:00:00.200"), ("RegistrationInterval", "00:00:01"),
        ("HeartbeatInterval", "00:00:01"), ("ServerTimeout", "00:00:03"), ("ServerCheckInterval", "00:00:01"),
    ];

    private Task<JobsHost> StartAsync(int workers, Action<IServiceCollection>? configure = null) =>
        JobsHost.StartAsync(redis.ConnectionString, workers, configure, Options);

    private Task InstallAsync() => JobTables.InstallAsync(_database.ConnectionString);
}
