using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Schema;

namespace ScaleApp.Data.Files.Postgres;

internal sealed class FileChunkMapping : IEntityTypeConfiguration<FileChunk>
{
    public void Configure(EntityTypeBuilder<FileChunk> builder)
    {
        builder.ToTable("file_chunks");
        builder.HasKey(chunk => new { chunk.FileId, chunk.Start });

        // Pictures are compressed already, and ranges of an export are read from the middle.
        builder.Property(chunk => chunk.Content).IsStoredUncompressed();
    }
}
