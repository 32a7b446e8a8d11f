namespace ScaleApp.Data.Digests;

/// <summary>One occurrence of the digest.</summary>
public sealed class DigestRun
{
    /// <summary>The time at which the digest was due; there is one run for each.</summary>
    public DateTimeOffset Occurrence { get; init; }

    /// <summary>The best sellers as they were when the run was planned, as JSON, so that all recipients get the same.</summary>
    public required string BestSellers { get; init; }

    /// <summary>When the run and its chunks were planned.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last chunk was completed; null before.</summary>
    public DateTimeOffset? CompletedAt { get; set; }
}
