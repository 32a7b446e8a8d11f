using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Seeding;

/// <summary>That a set of sample data is in the database, written in the transaction that put it there.</summary>
internal sealed class AppliedSeed
{
    public required string Name { get; init; }

    public DateTimeOffset AppliedAt { get; init; }
}

internal sealed class AppliedSeedMapping : IEntityTypeConfiguration<AppliedSeed>
{
    public void Configure(EntityTypeBuilder<AppliedSeed> builder)
    {
        builder.ToTable("applied_seeds");
        builder.HasKey(seed => seed.Name);
        builder.Property(seed => seed.Name).HasMaxLength(50);
    }
}
