namespace ScaleApp.Data.Sessions;

/// <summary>A session, where they are kept in the database.</summary>
public sealed class Session
{
    public required string Owner { get; init; }
    public required string Handle { get; init; }

    /// <summary>The authentication ticket as the framework serializes it.</summary>
    public required byte[] Ticket { get; init; }

    public required string Device { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, give or take the interval at which a use is written.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>When it ends unless it is used.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ends in any case.</summary>
    public DateTimeOffset EndsAt { get; init; }
}

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(session => new { session.Owner, session.Handle });
        builder.Property(session => session.Owner).HasMaxLength(64);
        builder.Property(session => session.Handle).HasMaxLength(43);
        builder.Property(session => session.Device).HasMaxLength(200);

        // The clean-up deletes expired sessions.
        builder.HasIndex(session => session.ExpiresAt);
    }
}
