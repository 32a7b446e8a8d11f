namespace ScaleApp.Tests.Worker.Migrations;

public sealed class MigrateCommandTests() : TestWithServers("postgres")
{
    private const string FullDisk =
        """
        CREATE FUNCTION full_disk() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
        END $$;
        CREATE EVENT TRIGGER full_disk ON ddl_command_start EXECUTE FUNCTION full_disk();
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private EmptyDatabase _database = null!;

    private protected override async Task StartAsync() => _database = await OwnAsync(EmptyDatabase.CreateAsync());

    [RequiresFact("postgres")]
    public async Task Three_concurrent_processes_migrate_and_seed_once()
    {
        var codes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync("migrate", Database(_database.ConnectionString))));

        Assert.Equal([0, 0, 0], codes);
        Assert.Equal(0, await RunAsync("migrate", Database(_database.ConnectionString)));
        Assert.Equal(1L, await _database.CountAsync("applied_seeds"));
        Assert.Equal(10_000L, await _database.CountAsync("products"));
        Assert.Equal(200_000L, await _database.CountAsync("order_lines"));
    }

    [RequiresFact("postgres")]
    public async Task Killed_seed_is_completed_by_the_next_start()
    {
        await using (var killed = TestProgram.Start(WorkerPrograms.Worker, "migrate", Database(_database.ConnectionString)))
        {
            await WaitForSeedAsync(killed);
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        Assert.Equal(0L, await _database.CountAsync("products"));

        Assert.Equal(0, await RunAsync("migrate", Database(_database.ConnectionString)));
        Assert.Equal(10_000L, await _database.CountAsync("products"));
        Assert.Equal(200_000L, await _database.CountAsync("order_lines"));
    }

    [RequiresFact("postgres")]
    public async Task Stopped_migrate_rolls_back_and_fails()
    {
        await using var stopped = TestProgram.Start(WorkerPrograms.Worker, "migrate", Database(_database.ConnectionString));
        await WaitForSeedAsync(stopped);
        stopped.Signal(Signals.Terminate);

        await stopped.WaitForLineAsync(line => line.Contains("start 'migrate' again", StringComparison.Ordinal));
        Assert.Equal(1, await stopped.WaitForExitAsync());
        Assert.Equal(0L, await _database.CountAsync("products"));
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

    [RequiresTheory("postgres")]
    [InlineData("CREATE TABLE orders (id int)", "42P07: relation \"orders\" already exists")]
    [InlineData(FullDisk, "53100: could not extend file: No space left on device")]
    public async Task Failed_migration_leaves_nothing_and_says_what_to_do(string obstacle, string reason)
    {
        await _database.ExecuteAsync(obstacle);

        await using var migrate = TestProgram.Start(WorkerPrograms.Worker, "migrate", Database(_database.ConnectionString));

        var said = await migrate.WaitForLineAsync(line =>
            line.Contains("not available yet", StringComparison.Ordinal) || line.Contains("was not brought up to date", StringComparison.Ordinal), Deadline);
        Assert.Contains($"was not brought up to date: {reason}", said);
        Assert.Contains("correct the cause, then start 'migrate' again", said);
        Assert.Equal(1, await migrate.WaitForExitAsync(Deadline));
        Assert.Equal(0L, await _database.CountAsync("pg_tables WHERE tablename IN ('customers', 'products', 'order_lines')"));
    }

    [RequiresFact("postgres")]
    public async Task Missing_database_fails_with_1_and_is_not_created()
    {
        await using var migrate = TestProgram.Start(WorkerPrograms.Worker, "migrate", Database((await PostgresServer.Shared).ConnectionString("nowhere")));

        await migrate.WaitForLineAsync(line => line.Contains("Create the database", StringComparison.Ordinal), Deadline);
        Assert.Equal(1, await migrate.WaitForExitAsync(Deadline));
        Assert.Equal(0L, await _database.CountAsync("pg_database WHERE datname = 'nowhere'"));
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
}
