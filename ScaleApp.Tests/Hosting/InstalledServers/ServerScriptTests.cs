using StackExchange.Redis;

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>The server scripts without an AppHost.</summary>
public sealed class ServerScriptTests : IDisposable
{
    private const string Awkward = "it's \"a\" \\ $password";

    private readonly TemporaryFolder _folder = new();

    [RequiresFact("redis-server")]
    public async Task Redis_accepts_any_password_and_shuts_down_cleanly()
    {
        using var redis = Redis("data", password: Awkward);
        await redis.ReadyAsync();
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(
            new ConfigurationOptions { EndPoints = { { "127.0.0.1", redis.Port } }, Password = Awkward }))
        {
            await connection.GetDatabase().PingAsync();
        }

        Assert.Equal(0, await redis.StopAsync());
        Assert.Contains("ready to exit", redis.Output);
    }

    [RequiresFact("postgres")]
    public async Task Postgres_with_old_data_applies_a_changed_password()
    {
        using (var first = Postgres("data", password: "first"))
        {
            await first.ReadyAsync();
            await ExecuteAsync(first.Port, "first", "create table kept (id int)");
            Assert.Equal(0, await first.StopAsync());
        }

        using var second = Postgres("data", password: Awkward);
        await second.ReadyAsync();

        await ExecuteAsync(second.Port, Awkward, "insert into kept values (1)");
        Assert.Equal(0, await second.StopAsync());
    }

    [RequiresFact("postgres")]
    public async Task Postgres_disconnects_its_clients_when_it_is_stopped()
    {
        using var postgres = Postgres("data", isTemporary: false);
        await postgres.ReadyAsync();
        await using var source = NpgsqlDataSource.Create(ConnectionString(postgres.Port, "secret"));
        await using var client = await source.OpenConnectionAsync();

        Assert.Equal(0, await postgres.StopAsync());
        Assert.Contains("received fast shutdown request", postgres.Output);
        Assert.Contains("database system is shut down", postgres.Output);
    }

    [RequiresFact("postgres")]
    public async Task Postgres_whose_creation_was_interrupted_is_created_again()
    {
        Directory.CreateDirectory(_folder["data/draft"]);
        await File.WriteAllTextAsync(_folder["data/draft/PG_VERSION"], "15");

        using var postgres = Postgres("data", isTemporary: true);
        await postgres.ReadyAsync();

        Assert.False(Directory.Exists(_folder["data/draft"]));
        Assert.False(File.Exists(_folder["data/password"]));
        await postgres.StopAsync();
    }

    [RequiresFact("postgres")]
    public async Task Script_that_is_stopped_while_it_prepares_leaves_nothing()
    {
        using var postgres = Postgres("data", isTemporary: true);
        await postgres.HasChildAsync();

        Assert.Equal(143, await postgres.StopAsync());

        Assert.False(Directory.Exists(_folder["data"]));
        await Eventually.IsTrueAsync(() => ServerProcesses.With(_folder["data"]) is [], "no process is left");
    }

    [RequiresFact("redis-server")]
    public async Task Folder_of_a_running_server_is_refused()
    {
        using var first = Redis("data");
        await first.ReadyAsync();

        using var second = Redis("data");

        Assert.Equal(ServerStart.CannotStart, await second.ExitAsync());
        Assert.Contains($"{_folder["data"]} is in use by the server of another AppHost (process {Environment.ProcessId}). Stop that", second.Output);
        Assert.Contains("Servers:Data", second.Output);
        Assert.Equal(0, await first.StopAsync());
    }

    [RequiresFact("redis-server")]
    public async Task Folder_of_an_ended_AppHost_is_waited_for()
    {
        using var first = Redis("data");
        await first.ReadyAsync();
        await File.WriteAllTextAsync(_folder["data/apphost"], "999999999\n");

        using var second = Redis("data");
        await Eventually.IsTrueAsync(() => second.Output.Contains("Waiting until it ends", StringComparison.Ordinal), "the second server waits");
        await first.StopAsync();

        await second.ReadyAsync();
        Assert.Equal(0, await second.StopAsync());
    }

    public void Dispose() => _folder.Dispose();

    private ServerScript Redis(string folder, bool isTemporary = false, string password = "secret") =>
        new(InstalledRedis.Instance, "redis-server", _folder[folder], isTemporary, password);

    private ServerScript Postgres(string folder, bool isTemporary = false, string password = "secret") =>
        new(InstalledPostgres.Instance, "postgres", _folder[folder], isTemporary, password);

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
