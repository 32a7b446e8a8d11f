using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace ScaleApp.Jobs;

/// <summary>How a process runs jobs.</summary>
public sealed class BackgroundJobServerOptions : IValidatableObject
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Jobs:Server";

    /// <summary>The queues to take jobs from, the most urgent first: one is looked at when those before it are empty. Default: default.</summary>
    [Required, MinLength(1)]
    public string[] Queues { get; set; } = [QueueName.Default];

    /// <summary>How many jobs run at once in this process. Default: five for each processor, at most 20.</summary>
    [Range(1, 1000)]
    public int WorkerCount { get; set; } = Math.Min(Environment.ProcessorCount * 5, 20);

    /// <summary>The name that people know the server by; an id is appended. Default: the machine's name.</summary>
    [Required, StringLength(40, MinimumLength = 1), RegularExpression(@"\P{Cc}*", ErrorMessage = "Jobs:Server:ServerName has control characters.")]
    public string ServerName { get; set; } = Environment.MachineName.Length > 40 ? Environment.MachineName[..40] : Environment.MachineName;

    /// <summary>
    /// How long a job stays a worker's without a sign of life. A third of it passes between two heartbeats. Shorter means that
    /// the jobs of a dead worker run again sooner; longer that a worker may be stopped, or Redis be away, for longer without
    /// its jobs running twice. Default: 15 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often an idle server looks though nobody woke it. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long running jobs have to end at shutdown, after their cancellation token fired; those that do not go back to their
    /// queues. Default: 10 s. Keep it below the host's own shutdown time-out.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a job may run unless it says so itself (<see cref="JobTimeoutAttribute"/>). Default: no limit.</summary>
    public TimeSpan? JobTimeout { get; set; }

    /// <summary>What happens after a failure to jobs without <see cref="AutomaticRetryAttribute"/>. Default: ten attempts more.</summary>
    [Required]
    public AutomaticRetryAttribute Retry { get; set; } = new();

    /// <summary>A job with which this many workers were lost goes to the dead letters: it may be what kills them. Default: 5.</summary>
    [Range(1, 1000)]
    public int MaxCrashes { get; set; } = 5;

    /// <summary>The most succeeded jobs that a queue remembers. Default: 10,000.</summary>
    [Range(0, 10_000_000)]
    public int MaxSucceededJobs { get; set; } = 10_000;

    /// <summary>How long succeeded jobs are remembered. Default: a day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan KeepSucceededFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The most dead letters that a queue keeps. Default: 10,000.</summary>
    [Range(0, 10_000_000)]
    public int MaxDeadJobs { get; set; } = 10_000;

    /// <summary>How long dead letters are kept. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan KeepDeadFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Where the types of jobs may come from, besides <see cref="AllowedTypes"/>. Nothing else is ever loaded because of what
    /// is in Redis. Default: the program's entry assembly.
    /// </summary>
    public IList<Assembly> AllowedAssemblies { get; } = Assembly.GetEntryAssembly() is { } entry ? [entry] : [];

    /// <summary>Types of jobs that are allowed one by one; generic types can only be allowed so. Default: none.</summary>
    public IList<Type> AllowedTypes { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Queues.FirstOrDefault(queue => !QueueName.IsValid(queue)) is { } wrong)
        {
            yield return new ValidationResult(
                $"Jobs:Server:Queues names '{wrong}': use 1 to 60 lower-case letters, digits, dashes and underscores.", [nameof(Queues)]);
        }

        if (Queues.Distinct().Count() != Queues.Length)
        {
            yield return new ValidationResult("Jobs:Server:Queues names a queue twice.", [nameof(Queues)]);
        }

        if (JobTimeout <= TimeSpan.Zero)
        {
            yield return new ValidationResult("Jobs:Server:JobTimeout must be longer than nothing; leave it out for no limit.", [nameof(JobTimeout)]);
        }
    }
}
