using System.Linq.Expressions;
using Hangfire;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.Storage;
using Microsoft.Extensions.Logging;
using ScaleApp.ServiceDefaults.Jobs;

namespace ScaleApp.ServiceDefaults;

/// <summary>A job that runs at the times of a cron expression, once for all workers.</summary>
/// <param name="Id">The recurring job's name in Redis and in the dashboard.</param>
/// <param name="Job">The call.</param>
/// <param name="Cron">Five fields, or six with seconds first.</param>
/// <param name="TimeZone">The zone whose clock <paramref name="Cron"/> means.</param>
/// <param name="Misfire">
/// What happens to times at which no worker ran. Only <see cref="MisfireHandlingMode.Strict"/> tells a job its exact time and fires each
/// one once although a worker stands still.
/// </param>
public sealed record RecurringJobDefinition(string Id, Job Job, string Cron, TimeZoneInfo TimeZone, MisfireHandlingMode Misfire = MisfireHandlingMode.Strict)
{
    public static RecurringJobDefinition Of<T>(string id, Expression<Func<T, Task>> call, string cron, TimeZoneInfo timeZone,
        MisfireHandlingMode misfire = MisfireHandlingMode.Strict) => new(id, Job.FromExpression(call), cron, timeZone, misfire);
}

public static class RecurringJobContext
{
    // Written by Hangfire: seconds since 1970.
    private const string Time = "Time";

    /// <summary>The time for which the scheduler started a recurring job: exactly a due one under <see cref="MisfireHandlingMode.Strict"/>. Null for other jobs.</summary>
    public static DateTimeOffset? DueTime(this PerformContext context) =>
        context.GetJobParameter<long?>(Time) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}

/// <summary>Registers the recurring jobs and repeats that, because a flushed Redis has none.</summary>
internal sealed partial class RecurringJobRegistration(
    IEnumerable<RecurringJobDefinition> jobs, IRecurringJobManagerV2 manager, TimeSpan interval, ILogger<RecurringJobRegistration> logger) : IBackgroundProcess
{
    private bool _isRegistered;

    public void Execute(BackgroundProcessContext context)
    {
        using (var connection = (JobStorageConnection)context.Storage.GetConnection())
        {
            foreach (var job in jobs)
            {
                // A registration skips the times that a failed job has missed.
                RecurringJobScheduling.MakeDueIfFailed(context.Storage, connection, job.Id);
                manager.AddOrUpdate(job.Id, job.Job, job.Cron, new RecurringJobOptions { TimeZone = job.TimeZone, MisfireHandling = job.Misfire });
                if (!_isRegistered)
                {
                    LogRegistered(job.Id, job.Cron, job.TimeZone.Id);
                }
            }
        }

        _isRegistered = true;
        context.Wait(interval);
    }

    [LoggerMessage(4220, LogLevel.Information, "Recurring job '{Job}' is due at '{Cron}' in {TimeZone}")]
    private partial void LogRegistered(string job, string cron, string timeZone);
}
