namespace ScaleApp.Jobs;

/// <summary>Adds, changes and removes recurring jobs.</summary>
/// <remarks>
/// <para>
/// One occurrence is enqueued once in the whole cluster, however many workers run, whatever their clocks show and whenever they die:
/// the job's id is the recurring job's id and the occurrence. Redis's clock decides when an occurrence is due.
/// </para>
/// <para>
/// Nothing here takes a lock: every replica may add the same jobs at its start. Each method has an asynchronous twin, which is the one
/// to prefer; the others wait for Redis, at most the deadline of one call each step.
/// </para>
/// </remarks>
public interface IRecurringJobManager
{
    /// <summary>
    /// Adds a recurring job, or changes the one with this id. When nothing differs nothing happens; the next occurrence is only
    /// computed anew when the cron expression or the zone differs. Overloads that take the call as a lambda are in
    /// <see cref="RecurringJobManagerExtensions"/>.
    /// </summary>
    /// <param name="recurringJobId">1 to 150 characters, unique in the cluster.</param>
    /// <param name="job">What is run; its queue, priority and concurrency key hold for every run.</param>
    /// <param name="cronExpression">Five fields, or six with seconds first. One that never comes true is allowed: see <see cref="Cron.Never"/>.</param>
    /// <param name="options">Zone and misfire policy; null for UTC and one run for all that was missed.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="ArgumentException">The id or the cron expression is not valid; the message says why.</exception>
    Task AddOrUpdateAsync(string recurringJobId, JobRequest job, string cronExpression, RecurringJobOptions? options = null,
        CancellationToken ct = default);

    /// <inheritdoc cref="AddOrUpdateAsync"/>
    void AddOrUpdate(string recurringJobId, JobRequest job, string cronExpression, RecurringJobOptions? options = null);

    /// <summary>Removes it; runs that were enqueued already stay. False when there was none.</summary>
    Task<bool> RemoveIfExistsAsync(string recurringJobId, CancellationToken ct = default);

    /// <inheritdoc cref="RemoveIfExistsAsync"/>
    void RemoveIfExists(string recurringJobId);

    /// <summary>Enqueues a run now, besides the timetable, also when it is paused. The run's id, or null when there is no such job.</summary>
    Task<string?> TriggerJobAsync(string recurringJobId, CancellationToken ct = default);

    /// <inheritdoc cref="TriggerJobAsync"/>
    string? TriggerJob(string recurringJobId);

    /// <inheritdoc cref="TriggerJobAsync"/>
    void Trigger(string recurringJobId);

    /// <summary>Enqueues nothing of it until <see cref="ResumeAsync"/>. False when there is no such job.</summary>
    Task<bool> PauseAsync(string recurringJobId, CancellationToken ct = default);

    /// <summary>Goes on with the next occurrence after now; what was due meanwhile is left out. False when there is no such job.</summary>
    Task<bool> ResumeAsync(string recurringJobId, CancellationToken ct = default);

    /// <summary>The recurring job with this id, or null.</summary>
    Task<RecurringJobInfo?> FindAsync(string recurringJobId, CancellationToken ct = default);

    /// <summary>Recurring jobs of all queues in the order of their ids, a page of them.</summary>
    Task<IReadOnlyList<RecurringJobInfo>> ListAsync(int from = 0, int count = 100, CancellationToken ct = default);
}
