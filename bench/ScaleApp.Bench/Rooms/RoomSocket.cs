using System.Buffers.Text;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace ScaleApp.Bench.Rooms;

/// <summary>The least that a client of SignalR's JSON protocol needs: it counts what it is sent and notes how long that took.</summary>
internal sealed class RoomSocket : IDisposable
{
    private const byte Separator = 0x1e;

    private static readonly byte[] Completion = Encoding.UTF8.GetBytes("{\"type\":3");

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly byte[] _before;
    private readonly Action<double> _onDelivery;
    private TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _length;

    private RoomSocket(string before, Action<double> onDelivery) => (_before, _onDelivery) = (Encoding.UTF8.GetBytes(before), onDelivery);

    /// <summary>Connects. For each message the milliseconds are reported since the time that stands in it after <paramref name="before"/>.</summary>
    public static async Task<RoomSocket> ConnectAsync(Uri server, string before, Action<double> onDelivery, CancellationToken ct)
    {
        var client = new RoomSocket(before, onDelivery);
        client._socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        await client._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/hub" }.Uri, ct);
        await client.WriteAsync("{\"protocol\":\"json\",\"version\":1}", ct);
        _ = client.ReadAsync();
        return client;
    }

    /// <summary>Milliseconds by a clock that all sockets of the process share.</summary>
    public static double Now => Stopwatch.GetTimestamp() * 1_000d / Stopwatch.Frequency;

    /// <summary>Invokes a method and waits for the answer.</summary>
    public async Task InvokeAsync(string method, string[] arguments, CancellationToken ct)
    {
        _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await WriteAsync($"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"{method}\",\"arguments\":{JsonSerializer.Serialize(arguments)}}}", ct);
        await _answered.Task.WaitAsync(TimeSpan.FromSeconds(60), ct);
    }

    /// <summary>Invokes a method that answers nothing.</summary>
    public Task SendAsync(string method, string[] arguments, CancellationToken ct) =>
        WriteAsync($"{{\"type\":1,\"target\":\"{method}\",\"arguments\":{JsonSerializer.Serialize(arguments)}}}", ct);

    public void Dispose() => _socket.Dispose();

    private Task WriteAsync(string record, CancellationToken ct) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(record + (char)Separator), WebSocketMessageType.Text, endOfMessage: true, ct);

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(_buffer.AsMemory(_length), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                _length += received.Count;
                var rest = Take(_buffer.AsSpan(0, _length));
                _buffer.AsSpan(_length - rest, rest).CopyTo(_buffer);
                _length = rest;
            }
        }
        catch (Exception error) when (error is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Disposed: the run is over.
        }
    }

    /// <summary>Returns how many bytes are left that are no whole record.</summary>
    private int Take(ReadOnlySpan<byte> bytes)
    {
        var now = Now;
        for (var end = bytes.IndexOf(Separator); end >= 0; end = bytes.IndexOf(Separator))
        {
            var record = bytes[..end];
            if (record.StartsWith(Completion))
            {
                _answered.TrySetResult();
            }

            for (var at = record.IndexOf(_before); at >= 0; at = record.IndexOf(_before))
            {
                record = record[(at + _before.Length)..];
                if (Utf8Parser.TryParse(record, out double sentAt, out _))
                {
                    _onDelivery(now - sentAt);
                }
            }

            bytes = bytes[(end + 1)..];
        }

        return bytes.Length;
    }
}
