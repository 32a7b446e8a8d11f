using ScaleApp.ServiceDefaults.Replicas;

namespace ScaleApp.Tests.Gateway;

/// <summary>A request as received, one character for each byte.</summary>
internal sealed record RawRequest(string Head, string Body)
{
    public string Line => Head[..Head.IndexOf("\r\n", StringComparison.Ordinal)];

    public string Method => Line[..Line.IndexOf(' ')];

    public string Target => Line[(Line.IndexOf(' ') + 1)..Line.LastIndexOf(' ')];

    public string[] Header(string name) =>
    [
        .. Head.Split("\r\n").Skip(1).Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim()),
    ];
}

internal enum RawAnswer
{
    /// <summary>200 with the replica's port.</summary>
    Ok,

    /// <summary>Closes the connection without an answer, as a process that ends does.</summary>
    Close,

    /// <summary>No answer until the other side closes.</summary>
    Hang,

    /// <summary>Sends the head and half of the body, then closes.</summary>
    CloseHalfway,

    /// <summary>Closes the connection and the listener, so further connections are refused.</summary>
    End,

    /// <summary>The same, before the body is read.</summary>
    EndBeforeBody,
}

/// <summary>A replica on a raw socket: it records what arrives, and fails in ways that a server cannot.</summary>
internal sealed class RawReplica : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<RawRequest, RawAnswer> _answer;
    private readonly ConcurrentQueue<RawRequest> _requests = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Task _accepting;
    private int _healthChecks;

    public RawReplica(Func<RawRequest, RawAnswer>? answer = null)
    {
        _answer = answer ?? (_ => RawAnswer.Ok);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public bool IsReady { get; set; } = true;

    /// <summary>The requests received, without health checks.</summary>
    public IReadOnlyList<RawRequest> Requests => [.. _requests];

    public int HealthChecks => Volatile.Read(ref _healthChecks);

    /// <summary>Registers the replica with a lease longer than a test.</summary>
    public async Task<RawReplica> RegisterAsync(ReplicaRegistry registry, string service)
    {
        await registry.RegisterAsync(service, new RegisteredReplica(new Uri($"http://127.0.0.1:{Port}"), $"raw-{Port}", default, TimeSpan.FromMinutes(5)), default);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            _serving.Add(ServeAsync(client));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            var stream = client.GetStream();
            while (await ReadHeadAsync(stream) is { } head && await AnswerAsync(stream, new RawRequest(head, "")))
            {
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The other side, or the test, has ended it.
        }
    }

    private async Task<bool> AnswerAsync(NetworkStream stream, RawRequest request)
    {
        if (request.Target == "/health")
        {
            Interlocked.Increment(ref _healthChecks);
            await WriteAsync(stream, IsReady ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
            return true;
        }

        var answer = _answer(request);
        if (answer != RawAnswer.EndBeforeBody)
        {
            request = request with { Body = await ReadBodyAsync(stream, request) };
        }

        _requests.Enqueue(request);
        switch (answer)
        {
            case RawAnswer.Ok:
                await WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {Port.ToString().Length}\r\n\r\n{(request.Method == "HEAD" ? "" : Port)}");
                return true;
            case RawAnswer.CloseHalfway:
                await WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it");
                break;
            case RawAnswer.Hang:
                await stream.ReadExactlyAsync(new byte[1], _end.Token);
                break;
            case RawAnswer.End or RawAnswer.EndBeforeBody:
                _listener.Stop();
                break;
        }

        return false;
    }

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            if (await stream.ReadAsync(one, _end.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private async Task<string> ReadBodyAsync(NetworkStream stream, RawRequest request)
    {
        if (request.Header("Expect") is ["100-continue"])
        {
            await WriteAsync(stream, "HTTP/1.1 100 Continue\r\n\r\n");
        }

        var body = new byte[request.Header("Content-Length") is [var length] ? int.Parse(length) : 0];
        await stream.ReadExactlyAsync(body, _end.Token);
        return Encoding.Latin1.GetString(body);
    }

    private async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), _end.Token);
}
