namespace ScaleApp.Tests.Hosting.Faults;

[Trait("Category", "Chaos")]
public class FaultTests
{
    [Fact]
    public async Task Paused_replica_answers_again_and_killed_one_is_restarted()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision().UseFaultCommands();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint();
        await topology.StartAsync();
        var replica = (await topology.RunningAsync(web, 1))[0];
        using var client = new HttpClient { BaseAddress = replica.Address, Timeout = TimeSpan.FromSeconds(30) };
        await Eventually.IsAsync(() => client.GetStringAsync("/health"), body => body == "healthy", "the replica serves");

        var watch = Stopwatch.StartNew();
        var faults = topology.App.Services.GetRequiredService<FaultInjector>();
        var result = faults.Pause(replica.Id, TimeSpan.FromSeconds(2));
        var answer = await client.GetStringAsync("/health");

        Assert.True(result.Success, result.Message);
        Assert.Equal("healthy", answer);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(20));
        Assert.Equal(replica.ProcessId, topology.Supervisor.Replicas(web.Resource)[0].ProcessId);

        await topology.ExecuteAsync(replica.Id, FaultExtensions.KillCommand);
        await topology.RowAsync("web", seen =>
            seen.Snapshot.State?.Text == KnownResourceStates.Running && topology.Supervisor.Replicas(web.Resource)[0].ProcessId != replica.ProcessId);

        Assert.Contains("not 0", faults.Pause(replica.Id, TimeSpan.Zero).Message, StringComparison.Ordinal);
        Assert.Contains("not 301", faults.Pause(replica.Id, TimeSpan.FromSeconds(301)).Message, StringComparison.Ordinal);
        Assert.Contains("'none' has no process", faults.Kill("none").Message, StringComparison.Ordinal);
    }

    [RequiresFact("redis-server")]
    public async Task Paused_server_does_not_answer_and_killed_server_is_restarted()
    {
        await using var topology = TestTopology.Create("--Servers=installed");
        var redis = topology.Builder.AddRedis("redis");
        topology.Builder.UseInstalledServers().UseFaultCommands();
        await topology.StartAsync();
        var running = await topology.RowAsync("redis", KnownResourceStates.Running);
        var options = StackExchange.Redis.ConfigurationOptions.Parse((await redis.Resource.ConnectionStringExpression.GetValueAsync(default))!);
        (options.AsyncTimeout, options.AllowAdmin) = (30_000, true);
        options.AbortOnConnectFail = false;
        await using var client = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(options);
        await client.GetDatabase().PingAsync();
        var faults = topology.App.Services.GetRequiredService<FaultInjector>();

        var watch = Stopwatch.StartNew();
        Assert.True(faults.Pause("redis", TimeSpan.FromSeconds(2)).Success);
        await client.GetDatabase().PingAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(20));

        var runId = await RunIdAsync(client);
        Assert.True(faults.Kill("redis").Success);
        await Eventually.IsTrueAsync(async () => await RunIdAsync(client) != runId, "another server answers", TimeSpan.FromSeconds(30));
    }

    private static async Task<string> RunIdAsync(StackExchange.Redis.ConnectionMultiplexer redis) =>
        ((string)(await redis.GetDatabase().ExecuteAsync("INFO", "server"))!).Split("\r\n").First(line => line.StartsWith("run_id:", StringComparison.Ordinal));
}
