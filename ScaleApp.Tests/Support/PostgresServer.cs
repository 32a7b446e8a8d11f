namespace ScaleApp.Tests.Support;

/// <summary>A PostgreSQL of the tests' own: loopback, random port and password, temporary folder, not as root.</summary>
/// <remarks>
/// Tests share <see cref="Shared"/>, each class with a database of its own (<see cref="ShopDatabase"/>); a test that harms the
/// server starts its own with <see cref="StartAsync"/>. A shell guards each: it holds a pipe from this process, and
/// when that ends, however this process ended, it ends the server and removes the folder. Signals that are sent to the whole
/// group of this process do not end the guard before that.
/// </remarks>
internal sealed class PostgresServer : IAsyncDisposable
{
    // Below Linux's ephemeral range, so that no outgoing connection takes the port between two starts.
    private const int FirstPort = 20_000, LastPort = 32_000;

    private const string Guard =
        """
        trap '' TERM INT HUP
        folder=$1; shift
        "$@" 2>&1 &
        server=$!
        echo "server $server"
        read -r word
        pkill -CONT -P $server; kill -CONT $server; kill -QUIT $server
        wait
        [ "$word" = keep ] || rm -rf "$folder"
        """;

    private static readonly Lazy<Task<PostgresServer>> LazyShared = new(() => StartAsync());

    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-postgres-").FullName;
    private readonly string _password;
    private readonly Action<string>? _log;
    private ServerGuard? _guard;
    private int _port;

    private PostgresServer(Action<string>? log, string? password = null) => (_log, _password) = (log, password ?? Guid.NewGuid().ToString("N"));

    /// <summary>The server that the whole run shares, started at its first use. A test must not stop or kill it.</summary>
    public static Task<PostgresServer> Shared => LazyShared.Value;

    /// <summary>A connection string to a database of this server.</summary>
    public string ConnectionString(string database = "postgres", int poolSize = 20) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Password={_password};Database={database};"
        + $"Maximum Pool Size={poolSize};Timeout=5;Command Timeout=10;SSL Mode=Disable;"
        + "GSS Encryption Mode=Disable;Include Error Detail=true";

    /// <param name="log">Gets each line of the server's log.</param>
    public static async Task<PostgresServer> StartAsync(Action<string>? log = null)
    {
        var server = new PostgresServer(log);
        await server.InitializeAsync();
        await server.StartOnFreePortAsync();
        return server;
    }

    /// <summary>Starts a standby that streams from this server, with the same password.</summary>
    public async Task<PostgresServer> StartStandbyAsync()
    {
        var standby = new PostgresServer(log: null, _password);
        await standby.CloneAsync(_port);
        await standby.StartOnFreePortAsync();
        return standby;
    }

    /// <summary>A connection string to this server and another one, as a service has it.</summary>
    public string ConnectionStringWith(PostgresServer standby, string database = "postgres") =>
        $"{ConnectionString(database)};Host=127.0.0.1:{_port},127.0.0.1:{standby._port}";

    private async Task StartOnFreePortAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            _port = Random.Shared.Next(FirstPort, LastPort);
            if (await TryStartAsync())
            {
                return;
            }

            Assert.True(attempt < 10, "No PostgreSQL starts on ten random ports.");
        }
    }

    /// <summary>SIGKILL for the server and all its backends, as when the machine goes down.</summary>
    public async Task KillAsync()
    {
        if (_guard is not { HasExited: false } guard)
        {
            return;
        }

        SignalAll(guard.ServerId, Backends(), Signals.Kill);
        await guard.EndAsync();
    }

    /// <summary>Starts again on the same port, after <see cref="KillAsync"/> (which it does when needed).</summary>
    public async Task RestartAsync()
    {
        await KillAsync();

        // The server refuses to start until the last killed backend has ended, because its shared memory is in use.
        await Eventually.IsTrueAsync(TryStartAsync, $"PostgreSQL starts again on port {_port}");
    }

    /// <summary>SIGSTOP: connections stay open without answers.</summary>
    public void Stop() => SignalAll(ServerId, Backends(), Signals.Stop);

    /// <summary>SIGCONT: the server answers, including requests sent during the pause.</summary>
    public void Continue() => SignalAll(ServerId, Backends(), Signals.Continue);

    /// <summary>Runs a statement as the owner, in the given database.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(database, poolSize: 1));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_guard is { } guard)
        {
            await guard.RemoveAsync();
            guard.Dispose();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task InitializeAsync()
    {
        var passwordFile = await WritePasswordAsync(_password);
        await RunAsync(
        [
            .. AsOwner("initdb"), "--no-sync", "--auth=scram-sha-256", "--username=postgres", "--encoding=UTF8", "--locale=C",
            "--pwfile", passwordFile, "--pgdata", Path.Combine(_folder, "data"),
        ]);
    }

    private async Task CloneAsync(int port)
    {
        var passwordFile = await WritePasswordAsync($"*:*:*:*:{_password}");
        await RunAsync(
        [
            .. AsOwner("pg_basebackup"), "-d", $"host=127.0.0.1 port={port} user=postgres passfile={passwordFile}",
            "-D", Path.Combine(_folder, "data"), "-X", "stream", "-c", "fast", "-R", "--no-sync",
        ]);
    }

    /// <summary>Writes the password to a file that only the server's user may read, and makes that user the owner of the folder.</summary>
    private async Task<string> WritePasswordAsync(string content)
    {
        var file = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(file, content);
        await RunAsync(["chmod", "600", file]);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(["chown", "-R", "postgres", _folder]);
        }

        return file;
    }

    private async Task<bool> TryStartAsync()
    {
        _guard?.Dispose();
        _guard = new ServerGuard(Guard, _folder,
        [
            .. AsOwner("postgres"), "-D", Path.Combine(_folder, "data"), "-p", $"{_port}", "-h", "127.0.0.1", "-k", "",
            "-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200",
        ], Look);
        if (await _guard.IsReadyAsync())
        {
            return true;
        }

        await _guard.EndAsync();
        return false;
    }

    private bool? Look(string line)
    {
        _log?.Invoke(line);
        return line.Contains("ready to accept ", StringComparison.Ordinal) ? true
            : line.Contains("FATAL:", StringComparison.Ordinal) ? false
            : null;
    }

    private static string[] AsOwner(string program)
    {
        var path = Requirement.Find(program) ?? throw new FileNotFoundException($"{program} is not installed.");
        return Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", path]
            : [path];
    }

    private static Task RunAsync(string[] command) => Command.RunAsync(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/" });

    private int ServerId => _guard?.ServerId ?? throw new InvalidOperationException("The server was not started.");

    private List<int> Backends() =>
    [
        .. File.ReadAllText($"/proc/{ServerId}/task/{ServerId}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse),
    ];

    // A backend may have ended by itself meanwhile, so that a signal finds no process.
    private static void SignalAll(int server, List<int> backends, int signal)
    {
        Signals.TrySend(server, signal);
        backends.ForEach(backend => Signals.TrySend(backend, signal));
    }
}
