using Hangfire;
using Hangfire.Server;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.ServiceDefaults;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

public class RecurringJobTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Recurring_job_that_another_version_disabled_is_restored()
    {
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=1", workers: 1,
            services => services.AddRecurringJob(_ => Every("restored", "* * * * * *", job => job.RunAsync("restored", 0, CancellationToken.None))),
            ("RegistrationInterval", "00:00:01"));
        await host.Effects.WaitForStartAsync("restored");

        // As Hangfire leaves it after five attempts of a worker that does not know its type.
        using (var connection = (JobStorageConnection)host.Storage.GetConnection())
        {
            connection.SetRangeInHash("recurring-job:restored", [new("NextExecution", ""), new("RetryAttempt", "5"), new("Error", "Could not load type")]);
            await host.Redis.GetDatabase().SortedSetAddAsync("{hangfire}:recurring-jobs", "restored", -1);
        }

        var starts = await host.Effects.StartsAsync("restored");
        await host.Effects.WaitForStartAsync("restored", starts + 3);
    }

    [RequiresFact("redis-server")]
    public async Task Recurring_jobs_are_registered_again_after_a_flush()
    {
        await using var host = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=2", workers: 1,
            services => services.AddRecurringJob(_ => Every("flushed", "* * * * * *", job => job.RunAsync("flushed", 0, CancellationToken.None))),
            ("RegistrationInterval", "00:00:01"));
        await host.Effects.WaitForStartAsync("flushed");

        Assert.Equal("+OK", await redis.CommandAsync("FLUSHALL"));

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

        // No worker was there for five seconds.
        var since = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 5);
        using (var connection = (JobStorageConnection)host.Storage.GetConnection())
        {
            connection.SetRangeInHash("recurring-job:missed", [new("LastExecution", Hangfire.Common.JobHelper.SerializeDateTime(since.UtcDateTime))]);
        }

        await using var worker = await JobsHost.StartAsync($"{redis.ConnectionString},defaultDatabase=3", workers: 2,
            services => services.AddScoped<ITimeJob, TimeJob>());

        var database = host.Redis.GetDatabase();
        await Eventually.IsTrueAsync(async () => await database.HashLengthAsync("times") >= 7, "seven times ran");
        var times = (await database.HashGetAllAsync("times")).ToDictionary(entry => (long)entry.Name, entry => (int)entry.Value);
        Assert.All(Enumerable.Range(1, 6), second => Assert.Equal(1, times[since.AddSeconds(second).ToUnixTimeSeconds()]));
    }

    private static RecurringJobDefinition Every(string id, string cron, System.Linq.Expressions.Expression<Func<IProbeJob, Task>> call) =>
        RecurringJobDefinition.Of(id, call, cron, TimeZoneInfo.Utc);

    internal interface ITimeJob
    {
        Task RunAsync(PerformContext context);
    }

    private sealed class TimeJob(StackExchange.Redis.IConnectionMultiplexer redis) : ITimeJob
    {
        public Task RunAsync(PerformContext context) => redis.GetDatabase().HashIncrementAsync("times", context.GetJobParameter<long>("Time"));
    }
}
