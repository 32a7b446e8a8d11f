namespace ScaleApp.Jobs;

/// <summary>Creates jobs, and changes those that exist. The calls with expressions are extension methods.</summary>
/// <remarks>
/// <para>
/// A job whose creation returned is in Redis and runs at least once: also when workers die, or Redis restarts with what it has
/// kept. A creation that failed with <see cref="Redis.RedisUnavailableException"/> may have happened all the same; repeat it
/// with the same <see cref="JobRequest.Id"/>, and there is one job.
/// </para>
/// <para>Jobs of one queue and priority start in the order their creations returned. The methods without <c>Async</c> block a thread.</para>
/// </remarks>
public interface IBackgroundJobClient
{
    /// <summary>Creates a job.</summary>
    /// <returns>Its id, <c>queue/name</c>; when it exists already, or its unique key is taken, the id of the one that is there.</returns>
    /// <exception cref="ArgumentException">The request is not valid, or its arguments are too large.</exception>
    /// <exception cref="Redis.RedisUnavailableException">Redis is away.</exception>
    Task<string> CreateAsync(JobRequest request, CancellationToken ct = default);

    /// <summary>Creates many jobs, a call for up to 500 of a queue. All or nothing only within such a call.</summary>
    /// <inheritdoc cref="CreateAsync" path="/exception"/>
    Task<IReadOnlyList<string>> CreateManyAsync(IReadOnlyCollection<JobRequest> requests, CancellationToken ct = default);

    /// <summary>Creates a job that starts when another has ended; at once when that one has ended, or is not known any more.</summary>
    /// <inheritdoc cref="CreateAsync" path="/exception"/>
    Task<string> ContinueWithAsync(string parentId, JobRequest request,
        JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default);

    /// <summary>Creates jobs, of any queues, and one that starts when all of them have ended.</summary>
    /// <returns>The id of that one and those of the jobs.</returns>
    /// <remarks>
    /// Should this process die before all are created, those that are there run, and the one after them goes to the dead letters within
    /// two minutes.
    /// </remarks>
    /// <exception cref="TimeoutException">The creation took so long that it counted as abandoned.</exception>
    /// <inheritdoc cref="CreateAsync" path="/exception"/>
    Task<JobBatch> CreateBatchAsync(IReadOnlyCollection<JobRequest> jobs, JobRequest continuation,
        JobContinuationOptions options = JobContinuationOptions.OnAnyFinishedState, CancellationToken ct = default);

    /// <summary>Deletes a job wherever it is; one that runs is cancelled. False when there is none, or it is not in the state <paramref name="from"/>.</summary>
    Task<bool> DeleteAsync(string jobId, JobState? from = null, CancellationToken ct = default);

    /// <summary>Puts a job that has ended, or is delayed, back into its queue as if it were new. False for any other, and when it is not in the state <paramref name="from"/>.</summary>
    Task<bool> RequeueAsync(string jobId, JobState? from = null, CancellationToken ct = default);

    /// <summary>Has a job that waits, is delayed, or has ended run after a delay, as if it were new. False for any other, and when it is not in the state <paramref name="from"/>.</summary>
    Task<bool> RescheduleAsync(string jobId, TimeSpan delay, JobState? from = null, CancellationToken ct = default);

    /// <summary>Has a job that waits, is delayed, or has ended run at a time, as if it were new. False for any other, and when it is not in the state <paramref name="from"/>.</summary>
    Task<bool> RescheduleAsync(string jobId, DateTimeOffset enqueueAt, JobState? from = null, CancellationToken ct = default);
}

/// <summary>What end of a job lets the ones that wait for it start.</summary>
public enum JobContinuationOptions
{
    /// <summary>Success, or being given up or deleted.</summary>
    OnAnyFinishedState,

    /// <summary>
    /// Success. A job that was given up is waited for, since it may be requeued; when it is deleted, so are those that wait.
    /// </summary>
    OnlyOnSucceededState,
}

/// <summary>What <see cref="IBackgroundJobClient.CreateBatchAsync"/> has created.</summary>
/// <param name="ContinuationId">The job that starts when the others have ended.</param>
/// <param name="JobIds">The others.</param>
public sealed record JobBatch(string ContinuationId, IReadOnlyList<string> JobIds);
