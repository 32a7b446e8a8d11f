using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Sessions;

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
