namespace ScaleApp.Data.Files;

/// <summary>Where the contents of files are, shared by all replicas. <see cref="FileArchive"/> knows their names.</summary>
/// <remarks>Contents are streamed: neither writing nor reading ever holds more than a piece in memory.</remarks>
public interface IFileStore
{
    /// <summary>
    /// Keeps a content, once for each id. When it fails, what was written is not to be opened, and <see cref="DeleteAsync"/> removes it.
    /// </summary>
    /// <param name="id">What the content will be known by.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="length">How long it is, when that is known: some stores then need less memory.</param>
    /// <param name="ct">Ends writing.</param>
    /// <exception cref="FileStoreUnavailableException">The store is unavailable.</exception>
    Task WriteAsync(Guid id, Stream content, long? length, CancellationToken ct);

    /// <summary>Reads a content from <paramref name="offset"/> to its end, forwards only. Dispose of the stream.</summary>
    /// <exception cref="FileNotFoundException">There is no such content, or it ends before <paramref name="offset"/>.</exception>
    /// <exception cref="FileStoreUnavailableException">The store is unavailable.</exception>
    Task<Stream> OpenAsync(Guid id, long offset, CancellationToken ct);

    /// <summary>Removes a content, also one that was written in part or not at all.</summary>
    /// <exception cref="FileStoreUnavailableException">The store is unavailable.</exception>
    Task DeleteAsync(Guid id, CancellationToken ct);
}

/// <summary>The store of files does not answer, or refuses this application.</summary>
public sealed class FileStoreUnavailableException(string message, Exception inner) : IOException(message, inner);
