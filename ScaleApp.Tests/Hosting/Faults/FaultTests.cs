using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Hosting;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Faults;

[Trait("Category", "Chaos")]
public class FaultTests
{
    [Fact]
    public async Task Killed_replica_is_restarted()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision().UseFaultCommands();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint();
        await topology.StartAsync();
        var before = (await topology.RunningAsync(web, 1))[0];

        await topology.ExecuteAsync(before.Id, FaultExtensions.KillCommand);

        await topology.RowAsync("web", seen =>
            seen.Snapshot.State?.Text == KnownResourceStates.Running && topology.Supervisor.Replicas(web.Resource)[0].ProcessId != before.ProcessId);
    }

    [Fact]
    public async Task Paused_replica_answers_again_after_the_pause()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision().UseFaultCommands();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint();
        await topology.StartAsync();
        var replica = (await topology.RunningAsync(web, 1))[0];
        using var client = new HttpClient { BaseAddress = replica.Address, Timeout = TimeSpan.FromSeconds(30) };
        await Eventually.IsTrueAsync(async () =>
        {
            try
            {
                return await client.GetStringAsync("/health") == "healthy";
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "the replica serves");

        var watch = Stopwatch.StartNew();
        var result = topology.App.Services.GetRequiredService<FaultInjector>().Pause(replica.Id, TimeSpan.FromSeconds(2));
        var answer = await client.GetStringAsync("/health");

        Assert.True(result.Success, result.Message);
        Assert.Equal("healthy", answer);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(20));
        Assert.Equal(replica.ProcessId, topology.Supervisor.Replicas(web.Resource)[0].ProcessId);
    }

    [RequiresFact("redis-server")]
    public async Task Paused_server_does_not_answer_and_killed_server_is_restarted()
    {
        await using var topology = TestTopology.Create("--Servers=installed");
        var redis = topology.Builder.AddRedis("redis");
        topology.Builder.UseInstalledServers().UseFaultCommands();
        await topology.StartAsync();
        var running = await topology.RowAsync("redis", seen => seen.Snapshot.State?.Text == KnownResourceStates.Running);
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
        await Eventually.IsTrueAsync(async () => await RunIdAsync(client) is { } now && now != runId, "another server answers", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Impossible_pauses_and_unknown_replicas_are_refused()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision().UseFaultCommands();
        await topology.StartAsync();
        var faults = topology.App.Services.GetRequiredService<FaultInjector>();

        Assert.Contains("not 0", faults.Pause("web", TimeSpan.Zero).Message, StringComparison.Ordinal);
        Assert.Contains("not 301", faults.Pause("web", TimeSpan.FromSeconds(301)).Message, StringComparison.Ordinal);
        Assert.Contains("'web' has no process", faults.Kill("web").Message, StringComparison.Ordinal);
    }

    private static async Task<string?> RunIdAsync(StackExchange.Redis.ConnectionMultiplexer redis)
    {
        try
        {
            var information = (string)(await redis.GetDatabase().ExecuteAsync("INFO", "server"))!;
            return information.Split("\r\n").First(line => line.StartsWith("run_id:", StringComparison.Ordinal));
        }
        catch (StackExchange.Redis.RedisException)
        {
            return null;
        }
    }
}
