using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Npgsql;
using ScaleApp.Hosting;
using ScaleApp.Tests.Support;
using StackExchange.Redis;

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>Starting, stopping and crashing.</summary>
public sealed class ServerLifecycleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [RequiresFact("redis-server")]
    public async Task Stopped_server_keeps_its_address_and_data()
    {
        await using var topology = await StartRedisAsync();
        var address = await topology.ConnectionStringAsync("redis");
        await WriteAsync(address);

        await topology.ExecuteAsync("redis", KnownResourceCommands.StopCommand);
        var stopped = await topology.RowAsync("redis", KnownResourceStates.Finished);
        await topology.ExecuteAsync("redis", KnownResourceCommands.StartCommand);
        await topology.RowAsync("redis", KnownResourceStates.Running);

        Assert.Equal(0, stopped.ExitCode);
        Assert.All(stopped.Urls, url => Assert.True(url.IsInactive));
        Assert.Equal(address, await topology.ConnectionStringAsync("redis"));
        Assert.Equal("value", await Eventually.IsAsync(() => ReadAsync(address), value => value == "value", "redis is back"));
        Assert.DoesNotContain(topology.Log.Lines, line => line.Contains("ended by itself", StringComparison.Ordinal));
    }

    [RequiresFact("redis-server")]
    public async Task Restarted_server_is_another_process()
    {
        await using var topology = await StartRedisAsync();
        var before = await topology.ServerProcessAsync("redis");

        await topology.ExecuteAsync("redis", KnownResourceCommands.RestartCommand);
        await Eventually.IsTrueAsync(async () => await topology.ServerProcessAsync("redis") != before, "redis has restarted");

        Assert.DoesNotContain(topology.Log.Lines, line => line.Contains("ended by itself", StringComparison.Ordinal));
    }

    [RequiresFact("redis-server")]
    public async Task Killed_server_shows_its_exit_and_is_started_again()
    {
        await using var topology = await StartRedisAsync();
        var address = await topology.ConnectionStringAsync("redis");
        await WriteAsync(address);

        var finished = topology.RowAsync("redis", KnownResourceStates.Finished);
        ServerProcesses.Signal(await topology.ServerProcessAsync("redis"), ServerProcesses.Kill);

        Assert.Equal(137, (await finished).ExitCode);
        await topology.RowAsync("redis", KnownResourceStates.Running);
        await topology.Log.ContainsAsync("redis ended by itself with exit code 137", "restart 1 of");
        Assert.Equal("value", await Eventually.IsAsync(() => ReadAsync(address), value => value == "value", "redis is back"));
    }

    [RequiresFact("postgres")]
    public async Task Killed_Postgres_without_volume_keeps_its_data()
    {
        await using var topology = await ServerTopology.StartAsync(_folder.Path, builder => builder.AddPostgres("postgres"));
        await topology.HealthyAsync("postgres");
        await using var source = NpgsqlDataSource.Create(await topology.ConnectionStringAsync("postgres"));
        await ExecuteAsync("create table kept (id int)");

        var finished = topology.RowAsync("postgres", KnownResourceStates.Finished);
        ServerProcesses.Signal(await topology.ServerProcessAsync("postgres"), ServerProcesses.Kill);
        await finished;

        await Eventually.IsTrueAsync(
            async () => await ExecuteAsync("insert into kept values (1)") == 1, "the table is there", TimeSpan.FromSeconds(60));

        async Task<int> ExecuteAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            return await command.ExecuteNonQueryAsync();
        }
    }

    [RequiresFact("redis-server")]
    public async Task Server_ends_with_the_process_of_its_row()
    {
        await using var topology = await StartRedisAsync();
        var server = await topology.ServerProcessAsync("redis");
        var row = await topology.RowAsync("redis", KnownResourceStates.Running);

        ServerProcesses.Signal(ServerTopology.ProcessId(row), ServerProcesses.Kill);

        await Eventually.IsTrueAsync(() => !ServerProcesses.IsServer(server), "the server is gone");
        await Eventually.IsTrueAsync(
            async () => await topology.ServerProcessAsync("redis") != server, "redis has restarted", TimeSpan.FromSeconds(60));
    }

    [RequiresFact("redis-server")]
    public async Task Server_that_cannot_run_is_restarted_with_back_off()
    {
        await using var topology = await ServerTopology.StartAsync(_folder.Path, builder =>
            builder.AddRedis("redis").WithArgs("--no-such-option", "yes"));

        await topology.Log.ContainsAsync("redis ended by itself with exit code 1", "started again in 0.25 s");
        await topology.Log.ContainsAsync("redis ended by itself with exit code 1", "started again in 0.5 s");
        await topology.Log.ContainsAsync("Resources.redis:", "no-such-option");
        Assert.Equal(1, (await topology.RowAsync("redis", KnownResourceStates.Finished)).ExitCode);
    }

    [RequiresFact("redis-server")]
    public async Task Server_with_explicit_start_waits_for_its_command()
    {
        await using var topology = await ServerTopology.StartAsync(_folder.Path, builder =>
            builder.AddRedis("redis").WithExplicitStart());
        await topology.RowAsync("redis", KnownResourceStates.NotStarted);

        await topology.ExecuteAsync("redis", KnownResourceCommands.StartCommand);

        await topology.HealthyAsync("redis");
    }

    [RequiresFact("redis-server")]
    public async Task Server_waits_for_what_its_resource_waits_for()
    {
        await using var topology = await ServerTopology.StartAsync(_folder.Path, builder =>
        {
            var first = builder.AddRedis("first").WithExplicitStart();
            builder.AddRedis("second").WithExplicitStart().WaitFor(first);
            builder.AddRedis("third").WithExplicitStart().WaitFor(first);
        });
        var started = Task.WhenAll(
            topology.ExecuteAsync("second", KnownResourceCommands.StartCommand),
            topology.ExecuteAsync("third", KnownResourceCommands.StartCommand));
        await topology.RowAsync("second", KnownResourceStates.Waiting);
        await topology.RowAsync("third", KnownResourceStates.Waiting);

        // A second Start ends the wait of one; the other ends with what it waits for.
        await topology.ExecuteAsync("second", KnownResourceCommands.StartCommand);
        await topology.HealthyAsync("second");
        await topology.RowAsync("third", KnownResourceStates.Waiting);
        await topology.ExecuteAsync("first", KnownResourceCommands.StartCommand);

        await topology.HealthyAsync("first", "third");
        await started;
    }

    public void Dispose() => _folder.Dispose();

    private async Task<ServerTopology> StartRedisAsync()
    {
        var topology = await ServerTopology.StartAsync(_folder.Path, builder =>
            builder.AddRedis("redis").WithDataVolume().WithAppendOnlyFile());
        await topology.HealthyAsync("redis");

        return topology;
    }

    private static async Task WriteAsync(string address)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(address);
        await connection.GetDatabase().StringSetAsync("key", "value");
    }

    private static async Task<string?> ReadAsync(string address)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(address);
        return await connection.GetDatabase().StringGetAsync("key");
    }
}
