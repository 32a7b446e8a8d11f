namespace ScaleApp.Jobs;

/// <summary>Changes jobs that exist.</summary>
/// <remarks>The same calls as Hangfire's. Blocks the thread until Redis has answered; prefer the asynchronous twins.</remarks>
public static class JobChangeExtensions
{
    /// <summary>Deletes a job wherever it is; one that runs is cancelled. False when there is none.</summary>
    public static bool Delete(this IBackgroundJobClient client, string jobId) => Blocking.Run(() => client.DeleteAsync(jobId));

    /// <summary>Puts a job that has ended, or is delayed, back into its queue as if it were new. False for any other.</summary>
    public static bool Requeue(this IBackgroundJobClient client, string jobId) => Blocking.Run(() => client.RequeueAsync(jobId));

    /// <summary>Has a job that waits, is delayed, or has ended run after a delay, as if it were new. False for any other.</summary>
    public static bool Reschedule(this IBackgroundJobClient client, string jobId, TimeSpan delay) =>
        Blocking.Run(() => client.RescheduleAsync(jobId, delay));

    /// <summary>Has a job that waits, is delayed, or has ended run at a time, as if it were new. False for any other.</summary>
    public static bool Reschedule(this IBackgroundJobClient client, string jobId, DateTimeOffset enqueueAt) =>
        Blocking.Run(() => client.RescheduleAsync(jobId, enqueueAt));
}
