using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Files;

internal sealed class StoredFileMapping : IEntityTypeConfiguration<StoredFile>
{
    public void Configure(EntityTypeBuilder<StoredFile> builder)
    {
        builder.ToTable("files");
        builder.Property(file => file.Id).ValueGeneratedNever();
        builder.Property(file => file.ContentType).HasMaxLength(100);
        builder.Property(file => file.Hash).HasMaxLength(32);

        // What the sweep looks at: uploads that may have been broken off, and what is to be deleted.
        builder.HasIndex(file => file.CreatedAt).HasDatabaseName("ix_files_unfinished").HasFilter("length IS NULL");
        builder.HasIndex(file => file.CondemnedAt).HasDatabaseName("ix_files_condemned").HasFilter("condemned_at IS NOT NULL");
    }
}
