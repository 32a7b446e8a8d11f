namespace ScaleApp.Gateway.Forwarding;

/// <summary>A connection on which the answer is read even when writing the request fails.</summary>
/// <remarks>
/// A replica that refuses a body answers and closes the connection while the gateway still writes. The client of the gateway would
/// report the failed write (502) and leave the answer (413) unread. If there is none, the next read fails.
/// </remarks>
internal sealed class ReplicaStream(Stream connection) : SequentialStream
{
    private bool _isWriteClosed;

    public override bool CanWrite => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => connection.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            if (!_isWriteClosed)
            {
                await connection.WriteAsync(buffer, cancellationToken);
            }
        }
        catch (IOException)
        {
            _isWriteClosed = true;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }
}
