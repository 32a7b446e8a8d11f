using StackExchange.Redis;

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>The server scripts, run as the AppHost does, but without one.</summary>
public sealed class ServerScriptTests : IDisposable
{
    private const string Awkward = "it's \"a\" \\ $password";

    // The first start of PostgreSQL writes a thousand files.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    [RequiresFact("redis-server")]
    public async Task Redis_accepts_any_password_and_shuts_down_cleanly()
    {
        await using var redis = Start(InstalledRedis.Instance, "redis-server", out var port, password: Awkward);
        await ReadyAsync(redis);
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(
            new ConfigurationOptions { EndPoints = { { "127.0.0.1", port } }, Password = Awkward }))
        {
            await connection.GetDatabase().PingAsync();
        }

        await StopsAsync(redis, "ready to exit");
    }

    [RequiresFact("postgres")]
    public async Task Postgres_applies_a_changed_password_and_stops_with_clients()
    {
        await using (var first = Start(InstalledPostgres.Instance, "postgres", out var firstPort))
        {
            await ReadyAsync(first);
            await ExecuteAsync(firstPort, "secret", "create table kept (id int)");
            await StopsAsync(first, "database system is shut down");
        }

        await using var second = Start(InstalledPostgres.Instance, "postgres", out var port, password: Awkward);
        await ReadyAsync(second);
        await ExecuteAsync(port, Awkward, "insert into kept values (1)");
        await using var source = NpgsqlDataSource.Create(ConnectionString(port, Awkward));
        await using var client = await source.OpenConnectionAsync();

        await StopsAsync(second, "received fast shutdown request");
    }

    [RequiresFact("postgres")]
    public async Task Postgres_whose_creation_was_interrupted_is_created_again()
    {
        Directory.CreateDirectory(_folder["data/draft"]);
        await File.WriteAllTextAsync(_folder["data/draft/PG_VERSION"], "15");

        await using var postgres = Start(InstalledPostgres.Instance, "postgres", out _, isTemporary: true);
        await ReadyAsync(postgres);

        Assert.False(Directory.Exists(_folder["data/draft"]));
        Assert.False(File.Exists(_folder["data/password"]));
        await StopsAsync(postgres);
    }

    [RequiresFact("postgres")]
    public async Task Script_that_is_stopped_while_it_prepares_leaves_nothing()
    {
        await using var postgres = Start(InstalledPostgres.Instance, "postgres", out _, isTemporary: true);
        await Eventually.IsTrueAsync(() => ServerProcesses.Children(postgres.Id).Any(), "the script has started a process");

        postgres.Signal(Signals.Terminate);

        Assert.Equal(143, await postgres.WaitForExitAsync(Deadline));
        Assert.False(Directory.Exists(_folder["data"]));
        await Eventually.IsTrueAsync(() => ServerProcesses.With(_folder["data"]) is [], "no process is left");
    }

    [RequiresFact("redis-server")]
    public async Task Folder_of_a_running_server_is_refused()
    {
        await using var first = Start(InstalledRedis.Instance, "redis-server", out _);
        await ReadyAsync(first);

        await using var second = Start(InstalledRedis.Instance, "redis-server", out _);

        var refusal = await second.WaitForLineAsync(line => line.Contains("Stop that AppHost", StringComparison.Ordinal));
        Assert.Contains($"{_folder["data"]} is in use by the server of another AppHost (process {Environment.ProcessId}). Stop that", refusal);
        Assert.Contains("Servers:Data", refusal);
        Assert.Equal(ServerStart.CannotStart, await second.WaitForExitAsync());
        await StopsAsync(first);
    }

    [RequiresFact("redis-server")]
    public async Task Folder_of_an_ended_AppHost_is_waited_for()
    {
        await using var first = Start(InstalledRedis.Instance, "redis-server", out _);
        await ReadyAsync(first);
        await File.WriteAllTextAsync(_folder["data/apphost"], "999999999\n");

        await using var second = Start(InstalledRedis.Instance, "redis-server", out _);
        await second.WaitForLineAsync(line => line.Contains("Waiting until it ends", StringComparison.Ordinal));
        await StopsAsync(first);

        await ReadyAsync(second);
        await StopsAsync(second);
    }

    public void Dispose() => _folder.Dispose();

    private TestProgram Start(ServerKind kind, string program, out int port, bool isTemporary = false, string password = "secret")
    {
        port = Random.Shared.Next(20_000, 32_000);
        return TestProgram.Start(new ProcessStartInfo("/bin/sh", ["-c", "eval \"$SERVER_SCRIPT\"", "server"])
        {
            Environment =
            {
                ["SERVER_SCRIPT"] = kind.Script, ["SERVER_PROBLEM"] = "", ["SERVER_PROGRAM"] = Requirement.Find(program),
                ["SERVER_PORT"] = $"{port}", ["SERVER_DATA"] = _folder["data"], ["SERVER_TEMPORARY"] = isTemporary ? "1" : "",
                ["SERVER_APPHOST"] = $"{Environment.ProcessId}",
                ["REDIS_PASSWORD"] = password, ["POSTGRES_USER"] = "owner", ["POSTGRES_PASSWORD"] = password,
            },
        });
    }

    private static Task ReadyAsync(TestProgram server) =>
        server.WaitForLineAsync(line => line.Contains("eady to accept connections", StringComparison.Ordinal), Deadline);

    private static async Task StopsAsync(TestProgram server, string? line = null)
    {
        server.Signal(Signals.Terminate);
        if (line is not null)
        {
            await server.WaitForLineAsync(seen => seen.Contains(line, StringComparison.Ordinal), Deadline);
        }

        Assert.Equal(0, await server.WaitForExitAsync(Deadline));
    }

    private static async Task ExecuteAsync(int port, string password, string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(port, password));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static string ConnectionString(int port, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "owner",
        Password = password,
        Database = "postgres",
    }.ConnectionString;
}
