using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Seeding;

internal sealed class AppliedSeedMapping : IEntityTypeConfiguration<AppliedSeed>
{
    public void Configure(EntityTypeBuilder<AppliedSeed> builder)
    {
        builder.ToTable("applied_seeds");
        builder.HasKey(seed => seed.Name);
        builder.Property(seed => seed.Name).HasMaxLength(50);
    }
}
