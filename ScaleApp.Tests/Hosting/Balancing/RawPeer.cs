using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ScaleApp.Tests.Hosting.Balancing;

/// <summary>One side of a TCP connection, byte by byte. Every read has a deadline.</summary>
internal sealed class RawPeer(Socket socket) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly List<byte> _read = [];

    public Socket Socket => socket;

    public Stream Stream => _stream;

    public static async Task<RawPeer> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return new(socket);
    }

    public Task SendAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    /// <summary>Up to and including the blank line; null at the end of the connection.</summary>
    public async Task<string?> ReadHeadAsync() => await ReadUntilAsync("\r\n\r\n");

    /// <summary>Up to and including <paramref name="mark"/>; null when the connection ends first.</summary>
    public async Task<string?> ReadUntilAsync(string mark)
    {
        var wanted = Encoding.Latin1.GetBytes(mark);
        while (true)
        {
            var at = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_read).IndexOf(wanted);
            if (at >= 0)
            {
                return Take(at + wanted.Length);
            }

            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    public async Task<string> ReadExactlyAsync(int count)
    {
        while (_read.Count < count && await FillAsync())
        {
        }

        return Take(Math.Min(count, _read.Count));
    }

    /// <summary>Everything up to the end of the connection, however it ends.</summary>
    public async Task<string> ReadToEndAsync()
    {
        try
        {
            while (await FillAsync())
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end as well.
        }

        return Take(_read.Count);
    }

    /// <summary>Closes with a reset instead of an orderly end.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose() => _stream.Dispose();

    private async Task<bool> FillAsync()
    {
        using var deadline = new CancellationTokenSource(Limit);
        var buffer = new byte[16 * 1024];
        var received = await _stream.ReadAsync(buffer, deadline.Token);
        _read.AddRange(buffer.AsSpan(0, received));
        return received > 0;
    }

    private string Take(int count)
    {
        var text = Encoding.Latin1.GetString(_read.GetRange(0, count).ToArray());
        _read.RemoveRange(0, count);
        return text;
    }
}
