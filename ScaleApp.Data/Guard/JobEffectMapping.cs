using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Guard;

internal sealed class JobEffectMapping : IEntityTypeConfiguration<JobEffect>
{
    public void Configure(EntityTypeBuilder<JobEffect> builder)
    {
        builder.ToTable("job_effects");
        builder.HasKey(effect => effect.Key);
        builder.Property(effect => effect.Key).HasMaxLength(JobEffect.MaxKeyLength);
        builder.Property(effect => effect.DoneAt).HasDefaultValueSql("now()");
        builder.HasIndex(effect => effect.DoneAt);
    }
}
