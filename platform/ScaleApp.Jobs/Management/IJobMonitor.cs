namespace ScaleApp.Jobs;

/// <summary>Looks at queues, servers and jobs, and manages them: for dashboards and for code.</summary>
public interface IJobMonitor
{
    /// <summary>Every queue that ever held a job, with how many jobs are in which state.</summary>
    Task<IReadOnlyList<QueueStatistics>> GetQueuesAsync(CancellationToken ct = default);

    /// <summary>One queue's figures; zero everywhere for one that was never used.</summary>
    Task<QueueStatistics> GetQueueAsync(string queue, CancellationToken ct = default);

    /// <summary>The servers that sent heartbeats lately.</summary>
    Task<IReadOnlyList<ServerStatistics>> GetServersAsync(CancellationToken ct = default);

    /// <summary>One job with its history; null when it is not known (any more).</summary>
    Task<JobDetails?> GetJobAsync(string jobId, CancellationToken ct = default);

    /// <summary>
    /// A page of the jobs of one state and queue: waiting ones in the order they will start, others the newest (active ones the
    /// nearest to the end of their lease, delayed ones the next due) first.
    /// </summary>
    /// <remarks>With a filter by type, one call looks through at most 5,000 jobs; the page says where to go on.</remarks>
    Task<JobPage> ListAsync(JobFilter filter, CancellationToken ct = default);

    /// <summary>Hands out no more jobs of a queue, in the whole cluster, until it is resumed. What runs goes on.</summary>
    Task PauseAsync(string queue, CancellationToken ct = default);

    /// <summary>Ends a pause; idle servers begin at once.</summary>
    Task ResumeAsync(string queue, CancellationToken ct = default);

    /// <summary>
    /// Starts at most <paramref name="jobs"/> jobs of a queue in any stretch of time as long as <paramref name="period"/>, in
    /// the whole cluster; null takes the limit away.
    /// </summary>
    Task SetRateLimitAsync(string queue, int? jobs, TimeSpan period = default, CancellationToken ct = default);

    /// <summary>Requeues all dead letters of a queue that are there now; returns how many.</summary>
    Task<int> RequeueDeadAsync(string queue, CancellationToken ct = default);
}

/// <summary>Where a job is.</summary>
public enum JobState
{
    /// <summary>It waits for a free worker.</summary>
    Waiting,

    /// <summary>It is due later: scheduled, or to be tried again.</summary>
    Delayed,

    /// <summary>A worker has it.</summary>
    Active,

    /// <summary>It is done.</summary>
    Succeeded,

    /// <summary>It was given up and is kept as a dead letter.</summary>
    Dead,

    /// <summary>It waits for other jobs to end.</summary>
    Awaiting,

    /// <summary>It is held back because as many jobs with its concurrency key run as may.</summary>
    Blocked,
}

/// <summary>A queue at a moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Counts">How many jobs are in each state.</param>
/// <param name="Paused">Whether it hands out nothing.</param>
/// <param name="RateLimit">The most jobs to start in <paramref name="RatePeriod"/>; null for no limit.</param>
/// <param name="RatePeriod">The period of the rate limit.</param>
/// <param name="OldestWaiting">For how long the next job has been able to run; null when none waits.</param>
/// <param name="Events">How often what happened since the queue was first used: enqueued, succeeded, failed, retried, reclaimed, dead, deleted.</param>
public sealed record QueueStatistics(string Name, IReadOnlyDictionary<JobState, long> Counts, bool Paused, int? RateLimit,
    TimeSpan? RatePeriod, TimeSpan? OldestWaiting, IReadOnlyDictionary<string, long> Events);

/// <summary>A server.</summary>
/// <param name="Id">Its id; a new one at each start.</param>
/// <param name="Machine">Where it runs.</param>
/// <param name="ProcessId">The process there.</param>
/// <param name="WorkerCount">How many jobs it runs at once.</param>
/// <param name="Queues">Its queues, the most urgent first.</param>
/// <param name="StartedAt">When it started, by its own clock.</param>
/// <param name="LastHeartbeat">Its last sign of life, by Redis's clock.</param>
public sealed record ServerStatistics(string Id, string Machine, int ProcessId, int WorkerCount, IReadOnlyList<string> Queues,
    DateTimeOffset StartedAt, DateTimeOffset LastHeartbeat);

/// <summary>Which jobs to list.</summary>
/// <param name="Queue">Their queue.</param>
/// <param name="State">Their state.</param>
/// <param name="Type">What the type's name contains; null for all.</param>
/// <param name="Offset">Where to begin: 0, or <see cref="JobPage.NextOffset"/> of the page before.</param>
/// <param name="Limit">The most jobs of a page, from 1 to 500.</param>
public sealed record JobFilter(string Queue, JobState State, string? Type = null, long Offset = 0, int Limit = 50);

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Total">How many are in the state, whatever their type.</param>
/// <param name="NextOffset">Where the next page begins; null after the last.</param>
public sealed record JobPage(IReadOnlyList<JobSummary> Jobs, long Total, long? NextOffset);

/// <summary>A job in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Where it is.</param>
/// <param name="Invocation">What it calls.</param>
/// <param name="Attempt">Attempts begun.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="At">When it is due, its lease ends, or it ended; null while it waits.</param>
/// <param name="Error">The last error.</param>
/// <param name="Progress">How far it is, in per cent.</param>
public sealed record JobSummary(string Id, JobState State, JobInvocation Invocation, int Attempt, DateTimeOffset CreatedAt,
    DateTimeOffset? At, string? Error, double? Progress);

/// <summary>A job and what happened to it.</summary>
/// <param name="Job">The job.</param>
/// <param name="StartedAt">When the last attempt began.</param>
/// <param name="Server">The server that took it last.</param>
/// <param name="Crashes">How many workers were lost with it.</param>
/// <param name="RecurringJobId">The recurring job that it is a run of.</param>
/// <param name="History">What happened, and the lines it logged, in order.</param>
public sealed record JobDetails(JobSummary Job, DateTimeOffset? StartedAt, string? Server, int Crashes, string? RecurringJobId,
    IReadOnlyList<JobEvent> History);

/// <summary>Something that happened to a job.</summary>
/// <param name="At">When, by Redis's clock.</param>
/// <param name="Kind">created, started, failed, released, reclaimed, requeued, rescheduled, succeeded, dead, or log for a line of its own.</param>
/// <param name="Text">More about it.</param>
public sealed record JobEvent(DateTimeOffset At, string Kind, string Text);
