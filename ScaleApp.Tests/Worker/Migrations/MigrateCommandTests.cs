using Npgsql;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Worker.Migrations;

public class MigrateCommandTests
{
    [RequiresFact("postgres")]
    public async Task It_migrates_seeds_and_ends_with_success_and_does_so_again_when_there_is_nothing_to_do()
    {
        var server = await PostgresServer.Shared;
        var name = $"command_{Guid.NewGuid():N}";
        await server.ExecuteAsync($"CREATE DATABASE {name}");
        var connectionString = server.ConnectionString(name, poolSize: 2);

        Assert.Equal(0, await RunAsync("migrate", $"--ConnectionStrings:shopdb={connectionString}"));
        Assert.Equal(0, await RunAsync("migrate", $"--ConnectionStrings:shopdb={connectionString}"));

        await using (var source = NpgsqlDataSource.Create(connectionString))
        await using (var count = source.CreateCommand("SELECT (SELECT count(*) FROM products), (SELECT count(*) FROM order_lines)"))
        await using (var reader = await count.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            Assert.Equal((10_000L, 200_000L), (reader.GetInt64(0), reader.GetInt64(1)));
        }

        await server.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
    }

    [RequiresFact("postgres")]
    public async Task A_database_that_does_not_exist_is_a_failure()
    {
        var server = await PostgresServer.Shared;

        Assert.Equal(1, await RunAsync("migrate", $"--ConnectionStrings:shopdb={server.ConnectionString("nowhere")}"));
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("migrate", "--ConnectionStrings:shopdb=this is none")]
    [InlineData("frobnicate")]
    public async Task What_cannot_be_run_as_asked_ends_with_2(params string[] args) => Assert.Equal(2, await RunAsync(args));

    private static async Task<int> RunAsync(params string[] args)
    {
        await using var worker = TestProgram.Start(WorkerPrograms.Worker, args);
        return await worker.WaitForExitAsync(TimeSpan.FromSeconds(60));
    }
}
