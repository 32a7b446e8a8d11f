namespace ScaleApp.Data.Files.Postgres;

/// <summary>A content that is fetched piece by piece as it is read.</summary>
internal sealed class ChunkStream(byte[] first, long offset, Func<long, CancellationToken, Task<byte[]?>> fetch) : ForwardStream
{
    private ReadOnlyMemory<byte> _piece = first;
    private long _position = offset;
    private bool _isAtEnd;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _isAtEnd)
        {
            return 0;
        }

        if (_piece.IsEmpty)
        {
            _piece = await fetch(_position, cancellationToken);
            if (_piece.IsEmpty)
            {
                _isAtEnd = true;
                return 0;
            }
        }

        var count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        _position += count;
        return count;
    }
}
