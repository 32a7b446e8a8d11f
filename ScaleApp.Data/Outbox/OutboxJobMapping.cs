using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Schema;

namespace ScaleApp.Data.Outbox;

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
