using StackExchange.Redis;

namespace ScaleApp.Tests.Support;

/// <summary>A redis-server of the test's own: loopback, random port and password, temporary folder. Disposal leaves nothing.</summary>
/// <remarks>
/// As a class fixture (<c>IClassFixture&lt;RedisServer&gt;</c>) it is shared by the tests of a class; a test that harms it starts its
/// own with <see cref="StartAsync"/>. A shell guards each: it holds a pipe from this process, and when that ends, however this
/// process ended, it ends the server and removes the folder.
/// </remarks>
public sealed class RedisServer : IAsyncLifetime, IAsyncDisposable
{
    // Below Linux's ephemeral range, so that no outgoing connection takes the port between two starts.
    private const int FirstPort = 20_000, LastPort = 32_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-redis-").FullName;
    private readonly bool _appendOnly;
    private ServerGuard? _guard;

    public RedisServer() : this(appendOnly: false)
    {
    }

    private RedisServer(bool appendOnly) => _appendOnly = appendOnly;

    public int Port { get; private set; }

    public string Password { get; } = Guid.NewGuid().ToString("N");

    /// <summary>In StackExchange.Redis's format; every caller may take another database.</summary>
    public string ConnectionString => $"127.0.0.1:{Port},password={Password}";

    public int ProcessId => _guard?.ServerId is > 0 and var server ? server : throw new InvalidOperationException("The server was not started.");

    /// <param name="appendOnly">Whether the data survives <see cref="KillAsync"/> and <see cref="RestartAsync"/>.</param>
    public static async Task<RedisServer> StartAsync(bool appendOnly = false)
    {
        var server = new RedisServer(appendOnly);
        await server.InitializeAsync();
        return server;
    }

    /// <summary>Starts on a free port. Does nothing without redis-server: the tests are then skipped, or fail one by one.</summary>
    public async Task InitializeAsync()
    {
        if (Requirement.Find("redis-server") is null)
        {
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            Port = Random.Shared.Next(FirstPort, LastPort);
            if (await TryStartAsync())
            {
                return;
            }

            Assert.True(attempt < 10, "No redis-server starts on ten random ports.");
        }
    }

    /// <summary>SIGKILL: connections break, and writes missing from the append-only file are lost.</summary>
    public async Task KillAsync()
    {
        if (_guard is { HasExited: false } guard)
        {
            // SIGKILL also ends a stopped server; the guard then removes what it left.
            Signals.TrySend(guard.ServerId, Signals.Kill);
            await guard.EndAsync();
        }
    }

    /// <summary>Starts again on the same port, after <see cref="KillAsync"/> (which it does when needed).</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        Assert.True(await TryStartAsync(), $"redis-server does not start again on port {Port}.");
    }

    /// <summary>SIGSTOP: connections stay open without answers.</summary>
    public void Stop() => Signals.Send(ProcessId, Signals.Stop);

    /// <summary>SIGCONT: the server answers, including requests sent during the pause.</summary>
    public void Continue() => Signals.Send(ProcessId, Signals.Continue);

    /// <summary>Runs a command over a new connection, and returns the answer, an integer after a colon as Redis sends it.</summary>
    public async Task<string> CommandAsync(params string[] words)
    {
        var answer = await AdministerAsync(words[0], [.. words[1..]]);
        return answer.Resp2Type is ResultType.Integer ? $":{answer}" : $"{answer}";
    }

    /// <summary>Runs a command that StackExchange.Redis lets only administrators run, and returns the whole answer.</summary>
    public async Task<RedisResult> AdministerAsync(string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{ConnectionString},allowAdmin=true");
        return await connection.GetDatabase().ExecuteAsync(command, arguments);
    }

    public async Task DisposeAsync()
    {
        await KillAsync();
        _guard?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    private async Task<bool> TryStartAsync()
    {
        _guard?.Dispose();
        _guard = new ServerGuard(ServerGuard.Script, _folder,
        [
            Requirement.Find("redis-server")!, "--port", $"{Port}", "--bind", "127.0.0.1", "--requirepass", Password, "--dir", _folder,
            "--save", "", "--appendonly", _appendOnly ? "yes" : "no", "--appendfsync", "always", "--enable-debug-command", "yes",
        ], Look);
        if (await _guard.IsReadyAsync())
        {
            return true;
        }

        await KillAsync();
        return false;
    }

    private static bool? Look(string line) =>
        line.Contains("Ready to accept connections", StringComparison.Ordinal) ? true
        : line.Contains("Address already in use", StringComparison.Ordinal) || line.Contains("Failed listening", StringComparison.Ordinal) ? false
        : null;
}
