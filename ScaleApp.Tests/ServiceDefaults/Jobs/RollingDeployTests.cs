using Hangfire;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

/// <summary>Two versions of a worker over one Redis, as during a deploy. The older one has no type for the recurring job.</summary>
[Trait("Category", "Chaos")]
public sealed class RollingDeployTests
{
    private const int Times = 6;

    private static readonly RecurringJobDefinition EachSecond =
        RecurringJobDefinition.Of<ITimeJob>("deployed", job => job.RunAsync(null!), "* * * * * *", TimeZoneInfo.Utc);

    [RequiresFact("redis-server")]
    public async Task Older_worker_alone_disables_an_unknown_recurring_job()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = await JobsHost.StartAsync(redis.ConnectionString);
        host.Services.GetRequiredService<IRecurringJobManagerV2>().AddOrUpdate(EachSecond.Id, EachSecond.Job, EachSecond.Cron);

        await using var older = await JobWorkers.StartOlderAsync(redis.ConnectionString);

        await Eventually.IsTrueAsync(() => IsDisabledAsync(host), "the recurring job is disabled");
    }

    [RequiresFact("redis-server")]
    public async Task Recurring_job_runs_each_time_beside_an_older_worker()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var older = await JobWorkers.StartOlderAsync(redis.ConnectionString);

        // It polls rarely, so that the older worker reaches the job first each time.
        await using var newer = await JobsHost.StartAsync(redis.ConnectionString, workers: 12,
            services => services.AddScoped<ITimeJob, TimeJob>().AddRecurringJob(_ => EachSecond), ("PollInterval", "00:00:03"));
        var (isMet, isDisabled) = (false, false);
        await Eventually.IsTrueAsync(async () =>
        {
            isMet |= await IsFailedAsync(newer);
            isDisabled |= await IsDisabledAsync(newer);
            return (await TimeJob.RunsAsync(newer.Redis)).Count >= Times;
        }, "the newer worker runs the job", TimeSpan.FromSeconds(60));
        Assert.Equal((true, false), (isMet, isDisabled));

        // The deploy ends. Jobs that the older worker fetched are retried within 45 s.
        older.Kill();
        var runs = await Eventually.IsAsync(() => TimeJob.RunsAsync(newer.Redis), HasEachTime, "each time ran", TimeSpan.FromSeconds(90));
        Assert.All(runs.Values, count => Assert.Equal(1, count));
    }

    private static bool HasEachTime(Dictionary<DateTimeOffset, int> runs) =>
        Enumerable.Range(0, Times).All(second => runs.ContainsKey(runs.Keys.Min().AddSeconds(second)));

    private static async Task<bool> IsFailedAsync(JobsHost host) =>
        (await host.Redis.GetDatabase().HashGetAsync($"{{hangfire}}:recurring-job:{EachSecond.Id}", "Error")).ToString().Contains(nameof(ITimeJob), StringComparison.Ordinal);

    private static async Task<bool> IsDisabledAsync(JobsHost host) =>
        await host.Redis.GetDatabase().SortedSetScoreAsync("{hangfire}:recurring-jobs", EachSecond.Id) < 0;
}
