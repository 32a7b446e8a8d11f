using ScaleApp.Data.Schema;

namespace ScaleApp.Data.Outbox;

/// <summary>A job that exists as soon as the transaction that wrote this row is committed. The worker hands it to Hangfire.</summary>
/// <remarks>The call is stored as Hangfire's <c>InvocationData</c>: names of the contract's type, method and parameters, and arguments as JSON.</remarks>
public sealed class OutboxJob
{
    /// <summary>The order in which they were written.</summary>
    public long Id { get; init; }

    public required string Type { get; init; }
    public required string Method { get; init; }
    public required string ParameterTypes { get; init; }
    public required string Arguments { get; init; }

    /// <summary>The trace of the request that wrote the row.</summary>
    public string? TraceParent { get; init; }

    /// <summary>By the database's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Why the job cannot be handed over; null while it waits.</summary>
    public string? Error { get; set; }
}

internal sealed class OutboxJobMapping : IEntityTypeConfiguration<OutboxJob>
{
    public void Configure(EntityTypeBuilder<OutboxJob> builder)
    {
        builder.ToTable("outbox_jobs");
        builder.NotifiesOnInsert(OutboxRelay.Channel);
        builder.Property(job => job.Id).UseIdentityAlwaysColumn();
        builder.Property(job => job.Type).HasMaxLength(500);
        builder.Property(job => job.Method).HasMaxLength(200);
        builder.Property(job => job.TraceParent).HasMaxLength(55);
        builder.Property(job => job.CreatedAt).HasDefaultValueSql("now()");
        builder.Property(job => job.Error).HasMaxLength(2000);

        // The relay reads the oldest row that waits.
        builder.HasIndex(job => job.Id).HasDatabaseName("ix_outbox_jobs_open").HasFilter("error IS NULL");
    }
}
