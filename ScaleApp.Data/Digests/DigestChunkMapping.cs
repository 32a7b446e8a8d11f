using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Digests;

internal sealed class DigestChunkMapping : IEntityTypeConfiguration<DigestChunk>
{
    public void Configure(EntityTypeBuilder<DigestChunk> builder)
    {
        builder.ToTable("digest_chunks");
        builder.HasKey(chunk => new { chunk.Occurrence, chunk.FirstId });
        builder.HasOne<DigestRun>().WithMany().HasForeignKey(chunk => chunk.Occurrence).OnDelete(DeleteBehavior.Cascade);

        // The reconciliation looks for open chunks only.
        builder.HasIndex(chunk => new { chunk.Occurrence, chunk.ActiveAt }).HasDatabaseName("ix_digest_chunks_open").HasFilter("completed_at IS NULL");
    }
}
