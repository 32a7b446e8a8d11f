using Hangfire;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.Storage;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Enqueues recurring jobs that are due, also those that a worker of another version could not load.</summary>
/// <remarks>
/// During a deploy a worker may meet a recurring job whose type it does not know. Hangfire's scheduler then postpones the job at each pass
/// and disables it after five, and a registration would skip to the next time of the schedule. A worker that knows the job makes it due
/// again; the scheduler finds the times that were missed since its last execution.
/// </remarks>
internal sealed class RecurringJobScheduling(IEnumerable<RecurringJobDefinition> jobs, RecurringJobScheduler scheduler) : IBackgroundProcess
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    public void Execute(BackgroundProcessContext context)
    {
        using (var connection = (JobStorageConnection)context.Storage.GetConnection())
        {
            foreach (var job in jobs)
            {
                MakeDueIfFailed(context.Storage, connection, job.Id);
            }
        }

        // It sleeps until the next pass.
        scheduler.Execute(context);
    }

    /// <summary>Makes a recurring job due whose last attempt to enqueue it failed.</summary>
    public static void MakeDueIfFailed(JobStorage storage, JobStorageConnection connection, string id)
    {
        var key = $"recurring-job:{id}";
        if (string.IsNullOrEmpty(connection.GetValueFromHash(key, "Error")))
        {
            return;
        }

        // The lock that Hangfire takes for each change of a recurring job.
        using (connection.AcquireDistributedLock($"lock:{key}", LockTimeout))
        using (var transaction = connection.CreateWriteTransaction())
        {
            // The clock that the scheduler goes by.
            var now = storage.HasFeature(JobStorageFeatures.Connection.GetUtcDateTime) ? connection.GetUtcDateTime() : TimeProvider.System.GetUtcNow().UtcDateTime;
            transaction.SetRangeInHash(key, [new("Error", ""), new("RetryAttempt", "0"), new("NextExecution", JobHelper.SerializeDateTime(now))]);
            transaction.AddToSet("recurring-jobs", id, JobHelper.ToTimestamp(now));
            transaction.Commit();
        }
    }
}
