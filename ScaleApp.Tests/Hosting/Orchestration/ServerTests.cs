using System.Diagnostics;
using Npgsql;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Orchestration.Resources;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Orchestration;

public class ServerTests
{
    [RequiresFact("redis-server")]
    public async Task A_killed_redis_comes_back_on_the_same_port_and_is_healthy_again()
    {
        await using var topology = new TestTopology();
        topology.Builder.AddRedis("redis");
        await topology.StartAsync();
        await topology.HealthyAsync("redis");
        var port = topology.Replicas("redis").Replicas.Single().Status.Value.Ports["tcp"];

        var before = await KillAsync(topology, "redis");

        var after = topology.Replicas("redis").Replicas.Single().Status.Value;
        Assert.NotEqual(before, after.ProcessId);
        Assert.Equal(port, after.Ports["tcp"]);
    }

    [RequiresFact("postgres")]
    public async Task A_killed_server_whose_data_was_temporary_has_its_databases_again_before_it_is_healthy()
    {
        await using var topology = new TestTopology();
        var database = topology.Builder.AddPostgres("postgres").AddDatabase("orders");
        await topology.StartAsync();
        await topology.HealthyAsync("orders");

        await KillAsync(topology, "postgres");
        await topology.HealthyAsync("orders");

        IResourceWithConnectionString resource = database.Resource;
        await using var connection = new NpgsqlConnection(await resource.GetConnectionStringAsync());
        await connection.OpenAsync();
        Assert.Equal("orders", connection.Database);
    }

    [RequiresFact("redis-server")]
    public async Task A_resource_that_is_started_by_hand_waits_for_the_hand()
    {
        await using var topology = new TestTopology();
        topology.Builder.AddRedis("redis").WithExplicitStart();
        await topology.StartAsync();
        await Eventually.IsTrueAsync(() => topology.Console.Contains("Everything is healthy"), "the start does not wait for it");
        Assert.True(topology.Notifications.TryGetCurrentState("redis", out var state));
        Assert.Equal(KnownResourceStates.NotStarted, state.Snapshot.State!.Text);

        Assert.True((await topology.Application.ResourceCommands.ExecuteCommandAsync("redis", KnownResourceCommands.StartCommand)).Success);

        await topology.HealthyAsync("redis");
    }

    /// <summary>Kills the resource's only program, and returns its process id once another one is healthy in its place.</summary>
    private static async Task<int> KillAsync(TestTopology topology, string name)
    {
        var replica = topology.Replicas(name).Replicas.Single();
        var before = replica.Status.Value.ProcessId!.Value;
        Process.GetProcessById(before).Kill();
        await replica.Status.WaitAsync(
            now => now.Phase == ReplicaPhase.Running && now.ProcessId != before, CancellationToken.None).WaitAsync(Eventually.Default);
        await topology.Topology.Find(name)!.Value.Controller.Status
            .WaitAsync(now => now.Phase == ResourcePhase.Ready, CancellationToken.None).WaitAsync(Eventually.Default);
        return before;
    }
}
