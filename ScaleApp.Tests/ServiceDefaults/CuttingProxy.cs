namespace ScaleApp.Tests.ServiceDefaults;

/// <summary>Passes connections on to a server of this machine, and can lose an answer after the server has done its work.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private CancellationTokenSource _link = new();
    private volatile bool _isCutting;
    private volatile bool _isBroken;

    public CuttingProxy(int serverPort)
    {
        _listener.Start();
        _accepting = AcceptAsync(serverPort);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The next bytes from the server are dropped, and their connection is closed.</summary>
    public void CutAtNextAnswer() => _isCutting = true;

    /// <summary>Closes all connections, and every new one, until <see cref="Resume"/>.</summary>
    public async Task BreakAsync()
    {
        _isBroken = true;
        using var broken = Interlocked.Exchange(ref _link, new CancellationTokenSource());
        await broken.CancelAsync();
    }

    public void Resume() => _isBroken = false;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _link.Dispose();
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
        using (var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, _link.Token))
        {
            if (_isBroken)
            {
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, serverPort, ending.Token);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(server.GetStream(), ending.Token),
                PassAnswersAsync(server.GetStream(), client.GetStream(), ending.Token));
        }
    }

    private async Task PassAnswersAsync(NetworkStream server, NetworkStream client, CancellationToken ending)
    {
        var buffer = new byte[16 * 1024];
        while (await server.ReadAsync(buffer, ending) is > 0 and var read)
        {
            if (_isCutting)
            {
                _isCutting = false;
                return;
            }

            await client.WriteAsync(buffer.AsMemory(0, read), ending);
        }
    }
}
