using System.Net;
using System.Net.Sockets;

namespace ScaleApp.Tests.ServiceDefaults;

/// <summary>Passes connections on to a server of this machine, and can lose an answer after the server has done its work.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private volatile bool _isCutting;

    public CuttingProxy(int serverPort)
    {
        _listener.Start();
        _accepting = AcceptAsync(serverPort);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The next bytes from the server are dropped, and their connection is closed.</summary>
    public void CutAtNextAnswer() => _isCutting = true;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(int serverPort)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stopping.Token), serverPort));
            }
        }
        finally
        {
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PassAsync(TcpClient client, int serverPort)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, serverPort, _stopping.Token);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(server.GetStream(), _stopping.Token),
                PassAnswersAsync(server.GetStream(), client.GetStream()));
        }
    }

    private async Task PassAnswersAsync(NetworkStream server, NetworkStream client)
    {
        var buffer = new byte[16 * 1024];
        while (await server.ReadAsync(buffer, _stopping.Token) is > 0 and var read)
        {
            if (_isCutting)
            {
                _isCutting = false;
                return;
            }

            await client.WriteAsync(buffer.AsMemory(0, read), _stopping.Token);
        }
    }
}
