using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections.Abstractions;
using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Redis.SignalR;

/// <summary>What waits to be written to one client, in the order in which it was sent.</summary>
/// <remarks>
/// A write costs a frame, a system call and a client that wakes up, whatever is in it. So it is left to the next round of
/// <see cref="FanOut"/>, and what has come until then is written at once. When that is enough for a write, whoever sends does it. While the client
/// takes its time over a write, nothing else is written; when too much waits for it then, <paramref name="onFull"/> is told, once, and
/// no more is taken.
/// </remarks>
internal sealed class Outbox(HubConnectionContext client, FanOut fanOut, int maxBytes, Action onFull)
{
    // So much is worth a write of its own, and may be in one.
    private const int LargestWrite = 16 * 1024;
    private const int UsualLength = 64;

    // With it the client counts what it is sent, and the server counts a write as one.
#pragma warning disable CA2252 // A preview, of which nothing is used but whether it is there.
    private readonly bool _isCounted = client.Features.Get<IStatefulReconnectFeature>() is not null;
#pragma warning restore CA2252
    private readonly Lock _lock = new();
    private List<SerializedHubMessage> _waiting = [];
    private TaskCompletionSource? _written;
    private int _waitingBytes;
    private bool _isExpected;
    private bool _isWriting;
    private bool _isFull;

    /// <summary>Has the message written after those before it, without waiting.</summary>
    public void Add(SerializedHubMessage message)
    {
        var size = SizeOf(message);
        lock (_lock)
        {
            if (_isFull)
            {
                return;
            }

            _waiting.Add(message);
            _waitingBytes += size;
            if (_isWriting && _waitingBytes > maxBytes)
            {
                _isFull = true;
                onFull();
            }
            else if (_waitingBytes >= LargestWrite)
            {
                Write(new MessageJoiner());
            }
            else
            {
                ExpectRound();
            }
        }
    }

    /// <summary>Adds the message and waits until it is written: for who sends to one client, and as fast as that reads.</summary>
    public Task SendAsync(SerializedHubMessage message, CancellationToken ct)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0 && !_isWriting)
            {
                return client.WriteAsync(message, ct).AsTask();
            }

            Add(message);
            return WhenWrittenAsync(ct);
        }
    }

    /// <summary>Completes when everything that waits has been written: what the client is answered then comes after it.</summary>
    public Task WhenWrittenAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            return _waiting.Count == 0
                ? Task.CompletedTask
                : (_written ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(ct);
        }
    }

    /// <summary>Writes what waits, as much as may be in one write.</summary>
    public void OnRound(MessageJoiner joiner)
    {
        lock (_lock)
        {
            _isExpected = false;
            Write(joiner);
        }
    }

    private void Write(MessageJoiner joiner)
    {
        if (_isWriting || _waiting.Count == 0)
        {
            return;
        }

        var count = Take();
        var message = joiner.Join(CollectionsMarshal.AsSpan(_waiting)[..count], client.Protocol);
        _waiting.RemoveRange(0, count);
        var written = _waiting.Count == 0 ? Interlocked.Exchange(ref _written, null) : null;
        // Under the lock, so that whatever is written to the client after WhenWrittenAsync comes after it. It does not block.
        var writing = client.WriteAsync(message);
        if (!writing.IsCompletedSuccessfully)
        {
            _isWriting = true;
            _ = FinishAsync(writing, written);
            return;
        }

        writing.GetAwaiter().GetResult();
        written?.SetResult();
        GoOn();
    }

    /// <summary>How many of those that wait are written now.</summary>
    private int Take()
    {
        var (count, bytes) = (1, SizeOf(_waiting[0]));
        for (; count < _waiting.Count && !_isCounted && bytes < LargestWrite; count++)
        {
            bytes += SizeOf(_waiting[count]);
        }

        _waitingBytes -= bytes;
        return count;
    }

    private async Task FinishAsync(ValueTask writing, TaskCompletionSource? written)
    {
        try
        {
            await writing;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The connection broke; its own loop finds that out and ends it.
        }

        written?.SetResult();
        lock (_lock)
        {
            _isWriting = false;
            GoOn();
        }
    }

    private void GoOn()
    {
        if (_waiting.Count > 0)
        {
            ExpectRound();
        }
        else if (_waiting.Capacity > UsualLength)
        {
            // A client that was slow once does not hold memory for ever.
            _waiting = [];
        }
    }

    private void ExpectRound()
    {
        if (!_isExpected)
        {
            _isExpected = true;
            fanOut.Add(this);
        }
    }

    private int SizeOf(SerializedHubMessage message) => message.GetSerializedMessage(client.Protocol).Length;
}
