namespace ScaleApp.Data.Digests;

/// <summary>A range of customer ids whose subscribers one job serves.</summary>
public sealed class DigestChunk
{
    /// <summary>The digest.</summary>
    public DateTimeOffset Occurrence { get; init; }

    /// <summary>The lowest customer id.</summary>
    public int FirstId { get; init; }

    /// <summary>The highest customer id.</summary>
    public int LastId { get; init; }

    /// <summary>When a job for it was last enqueued or claimed recipients. The reconciliation finds runs that stand still by it.</summary>
    public DateTimeOffset ActiveAt { get; set; }

    /// <summary>When the last subscriber of the range was served; null before.</summary>
    public DateTimeOffset? CompletedAt { get; set; }
}
