namespace ScaleApp.Data.Outbox;

/// <summary>A job that was enqueued in a transaction and is not in the job engine yet.</summary>
public sealed class OutboxJob
{
    /// <summary>The order in which they were written.</summary>
    public long Id { get; init; }

    /// <summary>The job, with the id that it will have: a <see cref="Jobs.JobRequest"/> as JSON.</summary>
    public required string Request { get; init; }

    /// <summary>When the row was written, by the database's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Why the job engine refused it for good; null while it is to be handed over.</summary>
    public string? Error { get; set; }
}
