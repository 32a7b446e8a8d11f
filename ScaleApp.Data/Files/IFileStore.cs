namespace ScaleApp.Data.Files;

/// <summary>Where the contents of files are, shared by all replicas. <see cref="FileArchive"/> knows their names.</summary>
/// <remarks>Contents are streamed: neither writing nor reading ever holds more than a piece in memory.</remarks>
public interface IFileStore
{
    /// <summary>Keeps a content, once for each id. When it fails, what was written is not to be opened, and <see cref="DeleteAsync"/> removes it.</summary>
    /// <remarks>Where <paramref name="length"/> is known some stores need less memory.</remarks>
    /// <exception cref="FileStoreUnavailableException">The store is unavailable.</exception>
    Task WriteAsync(Guid id, Stream content, long? length, CancellationToken ct);

    /// <summary>Reads a content from <paramref name="offset"/> to its end, forwards only. Dispose of the stream.</summary>
    /// <exception cref="FileNotFoundException">The content does not exist, or ends before <paramref name="offset"/>.</exception>
    /// <exception cref="FileStoreUnavailableException">The store is unavailable.</exception>
    Task<Stream> OpenAsync(Guid id, long offset, CancellationToken ct);

    /// <summary>Removes a content, also one that was written in part or not at all.</summary>
    /// <exception cref="FileStoreUnavailableException">The store is unavailable.</exception>
    Task DeleteAsync(Guid id, CancellationToken ct);
}

/// <summary>The store of files does not answer, or refuses this application.</summary>
public sealed class FileStoreUnavailableException(string message, Exception inner) : IOException(message, inner);

/// <summary>A stream that is read once, forwards and asynchronously.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Files are read asynchronously only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
