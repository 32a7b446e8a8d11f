using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Digests;

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
