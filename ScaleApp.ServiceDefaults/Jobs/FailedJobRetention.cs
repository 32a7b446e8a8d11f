using Hangfire;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.Storage;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Deletes jobs that failed for good some days ago. Hangfire keeps them for ever.</summary>
internal sealed class FailedJobRetention(IBackgroundJobClient jobs, TimeSpan keep, TimeProvider time) : IBackgroundProcess
{
    private const int BatchSize = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    public void Execute(BackgroundProcessContext context)
    {
        while (!context.IsStopping && DeleteBatch(context.Storage) == BatchSize)
        {
        }

        context.Wait(Interval);
    }

    internal int DeleteBatch(JobStorage storage)
    {
        using var connection = (JobStorageConnection)storage.GetConnection();
        var old = connection.GetFirstByLowestScoreFromSet("failed", 0, JobHelper.ToTimestamp((time.GetUtcNow() - keep).UtcDateTime), BatchSize);
        old.ForEach(job => jobs.Delete(job));
        return old.Count;
    }
}
