namespace ScaleApp.Data.Files;

/// <summary>A file's content as a stream in which one can seek: what serves ranges of it needs nothing else.</summary>
/// <remarks>The store is asked at the first read after opening or seeking, so an answer without a body costs it nothing.</remarks>
internal sealed class FileContent(IFileStore store, Guid id, long length) : ForwardStream
{
    private Stream? _source;
    private long _position;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => length + offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(offset));
        if (position != _position)
        {
            _source?.Dispose();
            _source = null;
            _position = position;
        }

        return position;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.IsEmpty)
        {
            return 0;
        }

        _source ??= await store.OpenAsync(id, _position, cancellationToken);
        var count = await _source.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _position)], cancellationToken);
        if (count == 0)
        {
            throw new EndOfStreamException($"File {id} ends at byte {_position} of {length}: it was deleted while it was read.");
        }

        _position += count;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await (_source?.DisposeAsync() ?? ValueTask.CompletedTask);
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source?.Dispose();
        }

        base.Dispose(disposing);
    }
}
