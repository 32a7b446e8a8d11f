using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Files.Postgres;

internal sealed class FileChunkMapping : IEntityTypeConfiguration<FileChunk>
{
    public void Configure(EntityTypeBuilder<FileChunk> builder)
    {
        builder.ToTable("file_chunks");
        builder.HasKey(chunk => new { chunk.FileId, chunk.Start });
    }
}
