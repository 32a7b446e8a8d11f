using System.ComponentModel.DataAnnotations;

namespace ScaleApp.ServiceDefaults;

/// <summary>How jobs are stored and run. The defaults bring a killed worker's job back within 25 seconds.</summary>
/// <remarks>
/// Every time-out is measured against the clock of another worker or of Redis, so all workers use the same values. In the
/// environment Development the defaults of <see cref="ServerTimeout"/>, <see cref="FetchedTimeout"/>,
/// <see cref="InvisibilityTimeout"/> and <see cref="LongestPause"/> are minutes: a breakpoint is not a dead worker.
/// </remarks>
public sealed class JobOptions : IValidatableObject
{
    public const string Section = "Jobs";

    /// <summary>Where jobs are kept. Every service uses the same. Default: Redis.</summary>
    [EnumDataType(typeof(JobStorageKind), ErrorMessage = "Jobs:Storage is either Redis or PostgreSQL.")]
    public JobStorageKind Storage { get; set; } = JobStorageKind.Redis;

    /// <summary>The prefix of all keys in Redis. The braces keep them in one slot of a Redis Cluster. Default: <c>{hangfire}:</c>.</summary>
    [Required, RegularExpression(@"\{[^{}]+\}:.*", ErrorMessage = "Jobs:Prefix has to start with a hash tag, such as {hangfire}:")]
    public string Prefix { get; set; } = "{hangfire}:";

    /// <summary>How long an idle worker sleeps when the notification of a new job is lost. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// When a job that is still running is started a second time. Keep jobs under a third of it. Default: 15 min, in
    /// Development one hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan InvisibilityTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long a job may be with a worker without being marked as processing; then the worker is taken for dead. Default:
    /// 15 s, in Development 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FetchedTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often each worker looks for the jobs of dead workers. Default: 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a server reports that it is alive. Default: 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>After how long without a report a server is taken for dead. Default: 12 s, in Development 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ServerTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How often each server looks for dead servers. Default: 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ServerCheckInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often retries and recurring jobs are looked for that have become due. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long running jobs may go on when the worker stops; then they are cancelled. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the worker waits for cancelled jobs to end. Default: 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The longest time that a process may stand still. After a longer one it ends and has to be started again, because its
    /// locks have expired and its jobs run elsewhere. Default: 25 s, in Development one hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:02", "1.00:00:00")]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How often the recurring jobs are registered again, which restores those that were lost or disabled. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RegistrationInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often queues and servers are counted for the metrics. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan FiguresInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a job that failed for good is kept. Default: 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan KeepFailed { get; set; } = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ServerTimeout < HeartbeatInterval * 3)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(ServerTimeout)} ({ServerTimeout}) has to be at least three times {nameof(HeartbeatInterval)} ({HeartbeatInterval}): "
                + "one late report must not make a living server dead.", [nameof(ServerTimeout)]);
        }

        if (InvisibilityTimeout < ServerTimeout)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(InvisibilityTimeout)} ({InvisibilityTimeout}) has to be longer than {nameof(ServerTimeout)} ({ServerTimeout}).",
                [nameof(InvisibilityTimeout)]);
        }
    }
}

public enum JobStorageKind
{
    /// <summary>Over the connection of the process, <c>ConnectionStrings:redis</c>.</summary>
    Redis,

    /// <summary>In the database of the process, whose tables <see cref="JobSchema"/> creates.</summary>
    PostgreSQL,
}
