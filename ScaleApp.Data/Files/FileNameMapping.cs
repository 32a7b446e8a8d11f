using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Files;

internal sealed class FileNameMapping : IEntityTypeConfiguration<FileName>
{
    public void Configure(EntityTypeBuilder<FileName> builder)
    {
        builder.ToTable("file_names");
        builder.HasKey(name => name.Name);
        builder.Property(name => name.Name).HasMaxLength(FileName.MaxLength);

        builder.HasOne<StoredFile>().WithMany().HasForeignKey(name => name.FileId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(name => name.FileId);
    }
}
