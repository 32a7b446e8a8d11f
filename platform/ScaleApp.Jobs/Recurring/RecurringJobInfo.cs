namespace ScaleApp.Jobs;

/// <summary>A recurring job as it stands. Times are those of Redis's clock.</summary>
public sealed record RecurringJobInfo
{
    /// <summary>Its id, unique in the cluster.</summary>
    public required string Id { get; init; }

    /// <summary>The queue that its runs are put into.</summary>
    public required string Queue { get; init; }

    /// <summary>What is called.</summary>
    public required JobInvocation Invocation { get; init; }

    /// <summary>The cron expression.</summary>
    public required string Cron { get; init; }

    /// <summary>The id of the time zone that it is read in.</summary>
    public required string TimeZone { get; init; }

    /// <summary>What happens to missed occurrences.</summary>
    public required MisfireHandlingMode MisfireHandling { get; init; }

    /// <summary>The next occurrence; null when there is none, or while the job is paused.</summary>
    public DateTimeOffset? NextExecution { get; init; }

    /// <summary>The occurrence that was enqueued last, or when the job was triggered; null when it never was.</summary>
    public DateTimeOffset? LastExecution { get; init; }

    /// <summary>The id of the job that was enqueued then.</summary>
    public string? LastJobId { get; init; }

    /// <summary>When it was added.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>It is kept, but nothing of it is enqueued.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Why no worker can read its schedule; null when one can. Adding it anew clears this.</summary>
    public string? Error { get; init; }
}
