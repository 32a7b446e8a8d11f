using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Sessions;

internal sealed class SessionFieldMapping : IEntityTypeConfiguration<SessionField>
{
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
