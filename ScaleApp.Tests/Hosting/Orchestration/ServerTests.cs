using System.Diagnostics;
using Npgsql;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;
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
        var status = topology.Topology.Find(name)!.Value.Controller.Status;
        var wasDown = false;
        var isBack = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        status.Changed += (_, now) =>
        {
            wasDown |= now.Phase != ResourcePhase.Ready;
            if (wasDown && now.Phase == ResourcePhase.Ready)
            {
                isBack.TrySetResult();
            }
        };
        var before = topology.Replicas(name).Replicas.Single().Status.Value.ProcessId!.Value;

        Process.GetProcessById(before).Kill();
        await isBack.Task.WaitAsync(Eventually.Default);

        return before;
    }
}
