using Hangfire;
using Hangfire.Storage;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

public class RecurringJobTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Recurring_job_that_another_version_disabled_is_restored()
    {
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=1", workers: 1,
            services => services.AddRecurringJob(_ => Every("restored", "* * * * * *", job => job.RunAsync("restored", 0, CancellationToken.None))),
            ("RegistrationInterval", "00:00:01"));

        await IsRestoredAsync(host);
    }

    /// <summary>Disables the job <c>restored</c> of a host, which has to restore it.</summary>
    internal static async Task IsRestoredAsync(JobsHost host)
    {
        await host.Effects.WaitForStartAsync("restored");

        // As Hangfire leaves it after five attempts of a worker that does not know its type.
        using (var connection = host.Storage.GetConnection())
        using (var transaction = connection.CreateWriteTransaction())
        {
            transaction.SetRangeInHash("recurring-job:restored", [new("NextExecution", ""), new("RetryAttempt", "5"), new("Error", "Could not load type")]);
            transaction.AddToSet("recurring-jobs", "restored", -1);
            transaction.Commit();
        }

        var starts = await host.Effects.StartsAsync("restored");
        await host.Effects.WaitForStartAsync("restored", starts + 3);
    }

    [RequiresFact("redis-server")]
    public async Task Missed_time_of_a_disabled_job_runs_when_restored()
    {
        var due = TimeProvider.System.GetUtcNow().AddHours(-1);
        due = due.AddTicks(-(due.Ticks % TimeSpan.TicksPerMinute));
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=4");
        var definition = RecurringJobDefinition.Of<ITimeJob>("daily", job => job.RunAsync(null!), $"{due.Minute} {due.Hour} * * *", TimeZoneInfo.Utc);
        host.Services.GetRequiredService<IRecurringJobManagerV2>().AddOrUpdate(definition.Id, definition.Job, definition.Cron,
            new RecurringJobOptions { MisfireHandling = MisfireHandlingMode.Strict });
        using (var connection = (JobStorageConnection)host.Storage.GetConnection())
        {
            connection.SetRangeInHash("recurring-job:daily",
            [
                new("LastExecution", Hangfire.Common.JobHelper.SerializeDateTime(due.UtcDateTime.AddDays(-1))),
                new("NextExecution", ""), new("RetryAttempt", "5"), new("Error", "Could not load type"),
            ]);
            await host.Redis.GetDatabase().SortedSetAddAsync("{hangfire}:recurring-jobs", "daily", -1);
        }

        await using var worker = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=4", workers: 1,
            services => services.AddScoped<ITimeJob, TimeJob>().AddRecurringJob(_ => definition));

        await Eventually.IsAsync(() => TimeJob.RunsAsync(host.Redis), runs => runs.GetValueOrDefault(due) == 1, "the missed time runs");
    }

    [RequiresFact("redis-server")]
    public async Task Recurring_jobs_are_registered_again_after_a_flush()
    {
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=2", workers: 1,
            services => services.AddRecurringJob(_ => Every("flushed", "* * * * * *", job => job.RunAsync("flushed", 0, CancellationToken.None))),
            ("RegistrationInterval", "00:00:01"));
        await host.Effects.WaitForStartAsync("flushed");

        await redis.AdministerAsync("FLUSHALL");

        await host.Effects.WaitForStartAsync("flushed", 2);
    }

    [RequiresFact("redis-server")]
    public async Task Missed_times_each_run_once_and_know_their_exact_second()
    {
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=3", workers: 0,
            services => services.AddScoped<ITimeJob, TimeJob>());
        var manager = host.Services.GetRequiredService<IRecurringJobManagerV2>();
        manager.AddOrUpdate("missed", Hangfire.Common.Job.FromExpression<ITimeJob>(job => job.RunAsync(null!)), "* * * * * *",
            new RecurringJobOptions { MisfireHandling = MisfireHandlingMode.Strict });

        // No worker ran for five seconds.
        var since = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 5);
        using (var connection = (JobStorageConnection)host.Storage.GetConnection())
        {
            connection.SetRangeInHash("recurring-job:missed", [new("LastExecution", Hangfire.Common.JobHelper.SerializeDateTime(since.UtcDateTime))]);
        }

        await using var worker = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=3", workers: 2,
            services => services.AddScoped<ITimeJob, TimeJob>());

        var times = await Eventually.IsAsync(() => TimeJob.RunsAsync(host.Redis), times => times.Count >= 7, "seven times ran");
        Assert.All(Enumerable.Range(1, 6), second => Assert.Equal(1, times[since.AddSeconds(second)]));
    }

    private static RecurringJobDefinition Every(string id, string cron, System.Linq.Expressions.Expression<Func<IProbeJob, Task>> call) =>
        RecurringJobDefinition.Of(id, call, cron, TimeZoneInfo.Utc);
}
