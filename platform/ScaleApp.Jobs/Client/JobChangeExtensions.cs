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

    /// <summary>As <see cref="Delete(IBackgroundJobClient, string)"/>, when the job is in the state of that name.</summary>
    /// <inheritdoc cref="Requeue(IBackgroundJobClient, string, string)" path="/exception"/>
    public static bool Delete(this IBackgroundJobClient client, string jobId, string fromState)
    {
        var from = JobStateNames.Read(fromState);
        return Blocking.Run(() => client.DeleteAsync(jobId, from));
    }

    /// <summary>As <see cref="Requeue(IBackgroundJobClient, string)"/>, when the job is in the state of that name.</summary>
    /// <param name="client">Whom to ask.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="fromState">Enqueued, Scheduled, Processing, Succeeded, Failed (a dead letter) or Awaiting.</param>
    /// <exception cref="ArgumentException">There is no such state.</exception>
    public static bool Requeue(this IBackgroundJobClient client, string jobId, string fromState)
    {
        var from = JobStateNames.Read(fromState);
        return Blocking.Run(() => client.RequeueAsync(jobId, from));
    }

    /// <summary>As <see cref="Reschedule(IBackgroundJobClient, string, TimeSpan)"/>, when the job is in the state of that name.</summary>
    /// <inheritdoc cref="Requeue(IBackgroundJobClient, string, string)" path="/exception"/>
    public static bool Reschedule(this IBackgroundJobClient client, string jobId, TimeSpan delay, string fromState)
    {
        var from = JobStateNames.Read(fromState);
        return Blocking.Run(() => client.RescheduleAsync(jobId, delay, from));
    }
}
