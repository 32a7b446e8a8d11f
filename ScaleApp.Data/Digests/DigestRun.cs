namespace ScaleApp.Data.Digests;

/// <summary>One occurrence of the digest.</summary>
public sealed class DigestRun
{
    /// <summary>The time at which the digest was due; there is one run for each.</summary>
    public DateTimeOffset Occurrence { get; init; }

    /// <summary>The best sellers as they were when the run was planned, as JSON, so that all recipients get the same.</summary>
    public required string BestSellers { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last chunk was completed; null before.</summary>
    public DateTimeOffset? CompletedAt { get; set; }
}

/// <summary>A range of customer ids whose subscribers one job serves.</summary>
public sealed class DigestChunk
{
    public DateTimeOffset Occurrence { get; init; }
    public int FirstId { get; init; }
    public int LastId { get; init; }

    /// <summary>When a job for it was last enqueued or claimed recipients. The reconciliation finds runs that stand still by it.</summary>
    public DateTimeOffset ActiveAt { get; set; }

    /// <summary>When the last subscriber of the range was served; null before.</summary>
    public DateTimeOffset? CompletedAt { get; set; }
}

internal sealed class DigestRunMapping : IEntityTypeConfiguration<DigestRun>
{
    public void Configure(EntityTypeBuilder<DigestRun> builder)
    {
        builder.ToTable("digest_runs");
        builder.HasKey(run => run.Occurrence);
        builder.Property(run => run.BestSellers).HasColumnType("jsonb");
    }
}

internal sealed class DigestChunkMapping : IEntityTypeConfiguration<DigestChunk>
{
    public void Configure(EntityTypeBuilder<DigestChunk> builder)
    {
        builder.ToTable("digest_chunks");
        builder.HasKey(chunk => new { chunk.Occurrence, chunk.FirstId });
        builder.HasOne<DigestRun>().WithMany().HasForeignKey(chunk => chunk.Occurrence).OnDelete(DeleteBehavior.Cascade);

        // The reconciliation looks for open chunks only.
        builder.HasIndex(chunk => new { chunk.Occurrence, chunk.ActiveAt }).HasDatabaseName("ix_digest_chunks_open").HasFilter("completed_at IS NULL");
    }
}
