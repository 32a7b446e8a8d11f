using System.Diagnostics;
using Npgsql;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Worker.Migrations;

public sealed class MigrateCommandTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly string _name = $"command_{Guid.NewGuid():N}";
    private PostgresServer? _server;

    private string ConnectionString => _server!.ConnectionString(_name, poolSize: 2);

    public async Task InitializeAsync()
    {
        if (Requirement.Find("postgres") is not null)
        {
            _server = await PostgresServer.Shared;
            await _server.ExecuteAsync($"CREATE DATABASE {_name}");
        }
    }

    public Task DisposeAsync() => _server?.ExecuteAsync($"DROP DATABASE {_name} WITH (FORCE)") ?? Task.CompletedTask;

    [RequiresFact("postgres")]
    public async Task Three_concurrent_processes_migrate_and_seed_once()
    {
        var codes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync("migrate", Database(ConnectionString))));

        Assert.Equal([0, 0, 0], codes);
        Assert.Equal(0, await RunAsync("migrate", Database(ConnectionString)));
        Assert.Equal(1L, await CountAsync("applied_seeds"));
        Assert.Equal(10_000L, await CountAsync("products"));
        Assert.Equal(200_000L, await CountAsync("order_lines"));
    }

    [RequiresFact("postgres")]
    public async Task Killed_seed_is_completed_by_the_next_start()
    {
        await using (var killed = TestProgram.Start(WorkerPrograms.Worker, "migrate", Database(ConnectionString)))
        {
            await WaitForSeedAsync(killed);
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        Assert.Equal(0L, await CountAsync("products"));

        Assert.Equal(0, await RunAsync("migrate", Database(ConnectionString)));
        Assert.Equal(10_000L, await CountAsync("products"));
        Assert.Equal(200_000L, await CountAsync("order_lines"));
    }

    [RequiresFact("postgres")]
    public async Task Stopped_migrate_rolls_back_and_fails()
    {
        await using var stopped = TestProgram.Start(WorkerPrograms.Worker, "migrate", Database(ConnectionString));
        await WaitForSeedAsync(stopped);
        using (var terminate = Process.Start("kill", ["-TERM", $"{stopped.Id}"]))
        {
            await terminate.WaitForExitAsync();
        }

        await stopped.WaitForLineAsync(line => line.Contains("start 'migrate' again", StringComparison.Ordinal));
        Assert.Equal(1, await stopped.WaitForExitAsync());
        Assert.Equal(0L, await CountAsync("products"));
    }

    [RequiresFact("postgres")]
    public async Task Migrate_waits_for_a_server_that_is_still_starting()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.ExecuteAsync("CREATE DATABASE shop");
        await server.KillAsync();
        await using var migrate = TestProgram.Start(
            WorkerPrograms.Worker, "migrate", Database(server.ConnectionString("shop")), "--Database:Seed=false");
        await migrate.WaitForLineAsync(line => line.Contains("not available yet", StringComparison.Ordinal), Deadline);

        await server.RestartAsync();

        Assert.Equal(0, await migrate.WaitForExitAsync(Deadline));
    }

    [RequiresFact("postgres")]
    public async Task Failed_migration_leaves_nothing_and_says_what_to_do()
    {
        await _server!.ExecuteAsync("CREATE TABLE orders (id int)", _name);
        await using var migrate = TestProgram.Start(WorkerPrograms.Worker, "migrate", Database(ConnectionString));

        var said = await migrate.WaitForLineAsync(line => line.Contains("correct the cause, then start 'migrate' again", StringComparison.Ordinal), Deadline);
        Assert.Contains("was not brought up to date: 42P07: relation \"orders\" already exists", said);
        Assert.Equal(1, await migrate.WaitForExitAsync(Deadline));
        Assert.Equal(0L, await CountAsync("pg_tables WHERE tablename IN ('customers', 'products', 'order_lines')"));
    }

    [RequiresFact("postgres")]
    public async Task Full_disk_is_reported_at_once_and_not_waited_for()
    {
        await _server!.ExecuteAsync(
            """
            CREATE FUNCTION full_disk() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
            END $$;
            CREATE EVENT TRIGGER full_disk ON ddl_command_start EXECUTE FUNCTION full_disk();
            """, _name);
        await using var migrate = TestProgram.Start(WorkerPrograms.Worker, "migrate", Database(ConnectionString));

        var said = await migrate.WaitForLineAsync(line =>
            line.Contains("not available yet", StringComparison.Ordinal) || line.Contains("was not brought up to date", StringComparison.Ordinal), Deadline);
        Assert.Contains("was not brought up to date: 53100: could not extend file: No space left on device", said);
        Assert.Equal(1, await migrate.WaitForExitAsync(Deadline));
    }

    [RequiresFact("postgres")]
    public async Task Missing_database_fails_with_1_and_is_not_created()
    {
        await using var migrate = TestProgram.Start(WorkerPrograms.Worker, "migrate", Database(_server!.ConnectionString("nowhere")));

        await migrate.WaitForLineAsync(line => line.Contains("Create the database", StringComparison.Ordinal), Deadline);
        Assert.Equal(1, await migrate.WaitForExitAsync(Deadline));
        Assert.Equal(0L, await CountAsync("pg_database WHERE datname = 'nowhere'"));
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("migrate", "--ConnectionStrings:shopdb=this is none")]
    [InlineData("migrate", "--ConnectionStrings:shopdb=Host=localhost", "--Database:Seed=perhaps")]
    [InlineData("frobnicate")]
    public async Task Misconfigured_command_ends_with_2(params string[] args) => Assert.Equal(2, await RunAsync(args));

    [Fact]
    public async Task Unreadable_connection_string_is_not_logged()
    {
        await using var migrate = TestProgram.Start(WorkerPrograms.Worker, "migrate", Database("postgres://shop:secret@host/shop?ssl=no"));

        var line = await migrate.WaitForLineAsync(
            line => line.Contains("secret", StringComparison.Ordinal) || line.Contains("Use Npgsql's format", StringComparison.Ordinal), Deadline);

        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    private static string Database(string connectionString) => $"--ConnectionStrings:shopdb={connectionString}";

    private static Task WaitForSeedAsync(TestProgram migrate) =>
        migrate.WaitForLineAsync(line => line.Contains("200000 order lines", StringComparison.Ordinal), Deadline);

    private static async Task<int> RunAsync(params string[] args)
    {
        await using var worker = TestProgram.Start(WorkerPrograms.Worker, args);
        return await worker.WaitForExitAsync(Deadline);
    }

    private async Task<long> CountAsync(string rows)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand($"SELECT count(*) FROM {rows}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
