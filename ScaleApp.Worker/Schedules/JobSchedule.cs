using ScaleApp.Jobs;
using ScaleApp.Redis;

namespace ScaleApp.Worker.Schedules;

/// <summary>A job that a worker wants to be run again and again, once for all workers.</summary>
/// <param name="Id">What the recurring job is called.</param>
/// <param name="Job">What is called.</param>
/// <param name="Cron">When it is due.</param>
/// <param name="TimeZone">Whose clock <paramref name="Cron"/> means.</param>
internal sealed record ScheduledJob(string Id, JobRequest Job, string Cron, TimeZoneInfo TimeZone);

/// <summary>Tells the job engine, as a worker starts, when the jobs are due. It waits for Redis when that is away.</summary>
internal sealed partial class JobSchedule(IEnumerable<ScheduledJob> schedule, IRecurringJobManager jobs, IRedisConnection redis,
    ILogger<JobSchedule> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var job in schedule)
        {
            while (!await TryScheduleAsync(job, stoppingToken))
            {
            }
        }
    }

    private async Task<bool> TryScheduleAsync(ScheduledJob job, CancellationToken ct)
    {
        await redis.WaitUntilConnectedAsync(ct);
        try
        {
            await jobs.AddOrUpdateAsync(job.Id, job.Job, job.Cron, new RecurringJobOptions { TimeZone = job.TimeZone }, ct);
            LogScheduled(job.Id, job.Cron, job.TimeZone.Id);
            return true;
        }
        catch (RedisUnavailableException error)
        {
            LogFailed(job.Id, error.Message);
            return false;
        }
    }

    [LoggerMessage(7110, LogLevel.Information, "Job '{Job}' is due at '{Cron}' in {TimeZone}")]
    private partial void LogScheduled(string job, string cron, string timeZone);

    [LoggerMessage(7111, LogLevel.Warning, "Job '{Job}' could not be scheduled, trying again when Redis is back: {Reason}")]
    private partial void LogFailed(string job, string reason);
}
