namespace ScaleApp.Data.Files;

/// <summary>What is known of a file; its content is in the <see cref="IFileStore"/>. A file that is whole never changes.</summary>
public sealed class StoredFile
{
    /// <summary>What the store knows the content by.</summary>
    public Guid Id { get; init; }

    /// <summary>What the content is, such as <c>image/png</c>: found out by looking at it, not believed.</summary>
    public required string ContentType { get; init; }

    /// <summary>When writing began.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many bytes there are; null while it is being written, and for good when that was broken off.</summary>
    public long? Length { get; set; }

    /// <summary>The SHA-256 of the content; null as <see cref="Length"/> is.</summary>
    public byte[]? Hash { get; set; }

    /// <summary>When it was found to have no name; its content is deleted some time later.</summary>
    public DateTimeOffset? CondemnedAt { get; set; }
}
