namespace ScaleApp.Gateway.Forwarding;

/// <summary>A connection on which the answer is read even when writing the request fails.</summary>
/// <remarks>
/// A replica that refuses a body answers and closes the connection while the gateway still writes. The client of the gateway would
/// report the failed write (502) and leave the answer (413) unread. If there is none, the next read fails.
/// </remarks>
internal sealed class ReplicaStream(Stream connection) : Stream
{
    private bool _isWriteClosed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => connection.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => connection.Read(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isWriteClosed)
        {
            return ValueTask.CompletedTask;
        }

        var write = connection.WriteAsync(buffer, cancellationToken);
        return write.IsCompletedSuccessfully ? write : CompleteAsync(write);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => connection.Write(buffer, offset, count);

    // A connection has nothing to flush.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask CompleteAsync(ValueTask write)
    {
        try
        {
            await write;
        }
        catch (IOException)
        {
            _isWriteClosed = true;
        }
    }
}
