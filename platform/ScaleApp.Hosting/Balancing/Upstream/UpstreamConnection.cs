using System.Buffers;
using System.Net.Sockets;

namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>One connection to a replica with its read buffer; used by one exchange at a time.</summary>
/// <remarks>
/// It has no token: whoever has to end it early calls <see cref="Abort"/>, which makes the call that is waiting fail with that
/// reason. So a deadline costs a time stamp per call instead of a timer.
/// </remarks>
internal sealed class UpstreamConnection : IDisposable
{
    private const int BufferSize = 16 * 1024;
    private const int InUse = 0;
    private const int Unused = 1;
    private const int Retired = 2;

    private readonly Socket _socket;
    private readonly UpstreamConnections _owner;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;
    private int _aborted = -1;
    private int _lease = InUse;
    private int _disposed;

    public UpstreamConnection(Socket socket, UpstreamConnections owner)
    {
        (_socket, _owner) = (socket, owner);
        LastActivity = owner.Now;
    }

    /// <summary>When a byte last moved, as a time stamp of the owner's coarse clock.</summary>
    public long LastActivity { get; private set; }

    /// <summary>How long it may stand still now.</summary>
    public TimeSpan IdleLimit { get; set; }

    /// <summary>Header lines of the answers seen before on this connection.</summary>
    public HeaderLineCache HeaderLines { get; } = new();

    /// <summary>Received and not yet consumed.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    public ReadOnlyMemory<byte> BufferedMemory => _buffer.AsMemory(_start, _end - _start);

    /// <summary>False when the replica closed it or sent something nobody asked for; asks the kernel, reads nothing.</summary>
    public bool IsUsable => _start == _end && Volatile.Read(ref _aborted) < 0 && !HasInput();

    /// <summary>Hands it back: from now on the sweep may retire it.</summary>
    public void Release() => Volatile.Write(ref _lease, Unused);

    /// <summary>Takes it for an exchange; false when the sweep was first, so that no exchange gets a connection that is being closed.</summary>
    public bool TryLease() => Interlocked.CompareExchange(ref _lease, InUse, Unused) == Unused;

    public bool IsRetired => Volatile.Read(ref _lease) == Retired;

    /// <summary>What the sweep does with a connection that stood still.</summary>
    public void Expire()
    {
        if (Volatile.Read(ref _lease) == InUse)
        {
            Abort(UpstreamFailure.TimedOut);
        }
        else if (Interlocked.CompareExchange(ref _lease, Retired, Unused) == Unused)
        {
            Dispose();
        }
    }

    public void Touch() => LastActivity = _owner.Now;

    public void Consume(int count) => _start += count;

    /// <summary>Sends all of <paramref name="data"/>.</summary>
    /// <exception cref="UpstreamException">With <paramref name="failure"/>, or the reason of the abort.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> data, UpstreamFailure failure)
    {
        try
        {
            while (!data.IsEmpty)
            {
                var sent = await _socket.SendAsync(data, SocketFlags.None).ConfigureAwait(false);
                data = data[sent..];
                Touch();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw Explain(failure, error);
        }
    }

    /// <summary>Receives straight into <paramref name="target"/>, past the buffer, which must be empty; 0 at the end.</summary>
    public async ValueTask<int> ReceiveAsync(Memory<byte> target, UpstreamFailure failure)
    {
        try
        {
            var received = await _socket.ReceiveAsync(target, SocketFlags.None).ConfigureAwait(false);
            Touch();
            return received;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw Explain(failure, error);
        }
    }

    /// <summary>Adds to the buffer; false at the end of the connection.</summary>
    public async ValueTask<bool> FillAsync(UpstreamFailure failure, int limit = BufferSize)
    {
        MakeRoom(limit);
        var received = await ReceiveAsync(_buffer.AsMemory(_end), failure).ConfigureAwait(false);
        _end += received;
        return received > 0;
    }

    /// <summary>Says that no more will be sent; what the replica still has to say can be received.</summary>
    public void ShutdownSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Already closed by the other side or by an abort: there is nobody left to tell.
        }
    }

    /// <summary>Ends whatever waits on this connection with <paramref name="reason"/>; may be called from any thread.</summary>
    public void Abort(UpstreamFailure reason)
    {
        if (Interlocked.CompareExchange(ref _aborted, (int)reason, -1) < 0)
        {
            _socket.Dispose();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _owner.Forget(this);
            _socket.Dispose();
            ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, []));
        }
    }

    private bool HasInput()
    {
        try
        {
            return _socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    private void MakeRoom(int limit)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        var used = _end - _start;
        if (used >= limit)
        {
            throw new UpstreamException(UpstreamFailure.BadAnswer, $"the replica sent a line or head of more than {limit} bytes");
        }

        var roomy = used > _buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        Buffered.CopyTo(roomy);
        if (roomy != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = roomy;
        }

        (_start, _end) = (0, used);
    }

    private UpstreamException Explain(UpstreamFailure failure, Exception error)
    {
        var aborted = Volatile.Read(ref _aborted);
        var why = aborted >= 0 ? (UpstreamFailure)aborted : failure;
        return new(why, why switch
        {
            UpstreamFailure.TimedOut => $"nothing moved for {IdleLimit.TotalSeconds:0.#} s",
            UpstreamFailure.ClientGone => "the client went away",
            _ => error.Message,
        }, error);
    }
}
