namespace ScaleApp.Data.Digests;

/// <summary>One occurrence of the digest.</summary>
public sealed class DigestRun
{
    /// <summary>The moment the digest was due; there is one run for each.</summary>
    public DateTimeOffset Occurrence { get; init; }

    /// <summary>
    /// The best sellers as they were when the run began, as JSON: a run that another worker finishes sends everybody the
    /// same.
    /// </summary>
    public required string BestSellers { get; init; }

    /// <summary>When the first worker took the run.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last subscriber was served; null while there is something to do.</summary>
    public DateTimeOffset? CompletedAt { get; set; }
}
