using System.Net;
using System.Net.Sockets;
using ScaleApp.Hosting.Balancing;

namespace ScaleApp.Tests.Hosting.Balancing;

/// <summary>A replica without manners: the test decides every byte that a connection gets.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Func<RawPeer, Task> _serve;
    private readonly Task _accepting;
    private int _connections;

    public RawUpstream(string name, Func<RawPeer, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        Destination = new Destination(name, (IPEndPoint)_listener.LocalEndpoint) { IsReady = true };
        _accepting = AcceptAsync();
    }

    public Destination Destination { get; }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Answers the first request of each connection with these bytes and keeps it open.</summary>
    public static RawUpstream Answering(string name, string bytes) => new(name, async peer =>
    {
        while (await peer.ReadHeadAsync() is not null)
        {
            await peer.SendAsync(bytes);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_over.Token);
                Interlocked.Increment(ref _connections);
                serving.Add(ServeAsync(socket));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var peer = new RawPeer(socket);
        using var registration = _over.Token.Register(peer.Dispose);
        try
        {
            await _serve(peer);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side is gone, which many of these tests are about.
        }
    }
}
