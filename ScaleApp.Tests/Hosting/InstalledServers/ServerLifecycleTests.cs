using ScaleApp.Hosting.Replicas;
using StackExchange.Redis;

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>Starts, stops and crashes. Each test has its own resource.</summary>
[Collection(InstalledServersGroup.Name)]
public sealed class ServerLifecycleTests(ServerTopologyFixture fixture)
{
    private TestTopology Topology => fixture.Topology;

    [RequiresFact("redis-server", "postgres")]
    public async Task Stopped_and_restarted_server_keeps_address_and_data()
    {
        var address = await Topology.ConnectionStringAsync("stopped");
        await WriteAsync(address);

        await Topology.ExecuteAsync("stopped", KnownResourceCommands.StopCommand);
        var stopped = await Topology.RowAsync("stopped", KnownResourceStates.Finished);
        await Topology.ExecuteAsync("stopped", KnownResourceCommands.StartCommand);
        var started = await ServerProcessAsync("stopped");
        await Topology.ExecuteAsync("stopped", KnownResourceCommands.RestartCommand);
        await Eventually.IsTrueAsync(async () => await ServerProcessAsync("stopped") != started, "redis has restarted");

        Assert.Equal(0, stopped.ExitCode);
        Assert.All(stopped.Urls, url => Assert.True(url.IsInactive));
        Assert.Equal(address, await Topology.ConnectionStringAsync("stopped"));
        Assert.NotEmpty(Directory.GetFileSystemEntries(Path.Combine(fixture.Data, "bound")));
        await HasValueAsync(address);
        Assert.DoesNotContain(Topology.Log.Lines, line => line.Contains("stopped ended by itself", StringComparison.Ordinal));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Killed_server_shows_its_exit_and_is_started_again()
    {
        var address = await Topology.ConnectionStringAsync("killed");
        await WriteAsync(address);

        var finished = Topology.RowAsync("killed", KnownResourceStates.Finished);
        Signals.Send(await ServerProcessAsync("killed"), Signals.Kill);

        Assert.Equal(137, (await finished).ExitCode);
        await Topology.RowAsync("killed", KnownResourceStates.Running);
        await Topology.Log.ContainsAsync("killed ended by itself with exit code 137", "started again in");
        await HasValueAsync(address);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Server_ends_with_the_process_of_its_row()
    {
        var server = await ServerProcessAsync("killed");
        var row = await Topology.RowAsync("killed", KnownResourceStates.Running);

        Signals.Send(ReplicaRow.ProcessId(row)!.Value, Signals.Kill);

        await Eventually.IsTrueAsync(() => !ServerProcesses.IsServer(server), "the server is gone");
        await HasValueAsync(await Topology.ConnectionStringAsync("killed"), value: null);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Killed_Postgres_without_volume_keeps_what_was_committed()
    {
        await using var source = NpgsqlDataSource.Create(await Topology.ConnectionStringAsync("scratch"));
        await ExecuteAsync("create table kept (id int)");

        var finished = Topology.RowAsync("scratch", KnownResourceStates.Finished);
        Signals.Send(await ServerProcessAsync("scratch"), Signals.Kill);
        await finished;

        await Eventually.IsTrueAsync(
            async () => await ExecuteAsync("insert into kept values (1)") == 1, "the table is there", TimeSpan.FromSeconds(60));

        async Task<int> ExecuteAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            return await command.ExecuteNonQueryAsync();
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Server_that_cannot_run_is_restarted_with_back_off()
    {
        await Topology.Log.ContainsAsync("looping ended by itself with exit code 1", "started again in 0.25 s");
        await Topology.Log.ContainsAsync("looping ended by itself with exit code 1", "started again in 0.5 s");
        await Topology.Log.ContainsAsync("Resources.looping:", "no-such-option");

        Assert.Equal(1, (await Topology.RowAsync("looping", KnownResourceStates.Finished)).ExitCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Server_waits_for_its_command_and_dependencies_of_its_resource()
    {
        await Topology.RowAsync("first", KnownResourceStates.NotStarted);
        var started = Task.WhenAll(
            Topology.ExecuteAsync("second", KnownResourceCommands.StartCommand),
            Topology.ExecuteAsync("third", KnownResourceCommands.StartCommand));
        await Topology.RowAsync("second", KnownResourceStates.Waiting);
        await Topology.RowAsync("third", KnownResourceStates.Waiting);

        // A second Start ends the wait of one; the dependency's start ends the wait of the other.
        await Topology.ExecuteAsync("second", KnownResourceCommands.StartCommand);
        await Topology.HealthyAsync("second");
        await Topology.RowAsync("third", KnownResourceStates.Waiting);
        await Topology.ExecuteAsync("first", KnownResourceCommands.StartCommand);

        await Topology.HealthyAsync("first", "third");
        await started;
    }

    /// <summary>The process id of the server itself, which the shell on the row has started.</summary>
    private async Task<int> ServerProcessAsync(string resource)
    {
        var row = await Topology.RowAsync(resource, row => row.Snapshot.State?.Text == KnownResourceStates.Running && ReplicaRow.ProcessId(row.Snapshot) > 0);
        return await Eventually.IsAsync(
            () => Task.FromResult(ServerProcesses.Children(ReplicaRow.ProcessId(row)!.Value).FirstOrDefault(ServerProcesses.IsServer)),
            child => child > 0, $"the server of {resource} runs");
    }

    private static async Task WriteAsync(string address)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(address);
        await connection.GetDatabase().StringSetAsync("key", "value");
    }

    /// <summary>Waits until the server answers, with the value.</summary>
    private static Task HasValueAsync(string address, string? value = "value") => Eventually.IsTrueAsync(
        async () =>
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(address);
            return await connection.GetDatabase().StringGetAsync("key") == value;
        },
        "redis is back", TimeSpan.FromSeconds(60));
}
