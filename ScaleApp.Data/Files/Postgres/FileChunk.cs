namespace ScaleApp.Data.Files.Postgres;

/// <summary>A piece of a file's content, when PostgreSQL is the store.</summary>
internal sealed class FileChunk
{
    /// <summary>The file. No foreign key: the store knows contents only.</summary>
    public Guid FileId { get; init; }

    /// <summary>Where in the file the piece begins.</summary>
    public long Start { get; init; }

    /// <summary>The bytes; none for the one piece of an empty file.</summary>
    public required byte[] Content { get; init; }
}
