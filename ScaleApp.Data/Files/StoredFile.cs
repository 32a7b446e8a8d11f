namespace ScaleApp.Data.Files;

/// <summary>A file, whose content is in the <see cref="IFileStore"/>. A file that is whole never changes.</summary>
public sealed class StoredFile
{
    /// <summary>The content's name in the store.</summary>
    public Guid Id { get; init; }

    /// <summary>Such as <c>image/png</c>: found by a look at the content, not as the client named it.</summary>
    public required string ContentType { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>In bytes; null while it is being written, and for good when that was broken off.</summary>
    public long? Length { get; set; }

    /// <summary>The SHA-256 of the content; null as <see cref="Length"/> is.</summary>
    public byte[]? Hash { get; set; }

    /// <summary>When it was found to have no name; its content is deleted some time later.</summary>
    public DateTimeOffset? CondemnedAt { get; set; }
}

/// <summary>The name of a file that is whole. Setting a name anew replaces the file in one step.</summary>
public sealed class FileName
{
    public const int MaxLength = 100;

    /// <summary>Such as <c>products/5</c>; unique.</summary>
    public required string Name { get; init; }

    public Guid FileId { get; set; }
}

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
