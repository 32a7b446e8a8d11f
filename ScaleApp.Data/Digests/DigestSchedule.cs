namespace ScaleApp.Data.Digests;

/// <summary>When a schedule of the digest became the current one. Occurrences before that are never sent.</summary>
public sealed class DigestSchedule
{
    /// <summary>Five fields, or six with seconds first.</summary>
    public required string Cron { get; init; }

    /// <summary>IANA or Windows id.</summary>
    public required string Zone { get; init; }

    /// <summary>By the database's clock. The schedule with the latest is the current one.</summary>
    public DateTimeOffset Since { get; set; }
}

internal sealed class DigestScheduleMapping : IEntityTypeConfiguration<DigestSchedule>
{
    public void Configure(EntityTypeBuilder<DigestSchedule> builder)
    {
        builder.ToTable("digest_schedules");
        builder.HasKey(schedule => new { schedule.Cron, schedule.Zone });
        builder.Property(schedule => schedule.Cron).HasMaxLength(100);
        builder.Property(schedule => schedule.Zone).HasMaxLength(100);
    }
}
