using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Sessions;

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>, IEntityTypeConfiguration<SessionField>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(session => new { session.Owner, session.Handle });
        builder.Property(session => session.Owner).HasMaxLength(64);
        builder.Property(session => session.Handle).HasMaxLength(43);
        builder.Property(session => session.Device).HasMaxLength(200);

        // Those that have ended are deleted from time to time.
        builder.HasIndex(session => session.ExpiresAt);
    }

    public void Configure(EntityTypeBuilder<SessionField> builder)
    {
        builder.ToTable("session_fields");
        builder.HasKey(field => new { field.Owner, field.Handle, field.Name });
        builder.Property(field => field.Owner).HasMaxLength(64);
        builder.Property(field => field.Handle).HasMaxLength(43);
        builder.Property(field => field.Name).HasMaxLength(100);
        builder.HasOne<Session>().WithMany().HasForeignKey(field => new { field.Owner, field.Handle }).OnDelete(DeleteBehavior.Cascade);
    }
}
