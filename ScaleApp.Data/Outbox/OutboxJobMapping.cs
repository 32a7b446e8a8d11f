using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Outbox;

internal sealed class OutboxJobMapping : IEntityTypeConfiguration<OutboxJob>
{
    public void Configure(EntityTypeBuilder<OutboxJob> builder)
    {
        builder.ToTable("outbox_jobs");
        builder.Property(job => job.Request).HasColumnType("jsonb");
        builder.Property(job => job.CreatedAt).HasDefaultValueSql("now()");
        builder.Property(job => job.Error).HasMaxLength(2000);
        builder.HasIndex(job => job.Id).HasDatabaseName("ix_outbox_jobs_open").HasFilter("error IS NULL");
    }
}
