namespace ScaleApp.Tests.Hosting.Replicas;

public class WaitForAnyReplicaTests
{
    [Fact]
    public async Task Dependent_starts_with_the_first_healthy_replica()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision();
        var api = topology.AddProgram("api", "replica").WithHttpEndpoint().WithHttpHealthCheck("/health")
            .WithReplicas(2).WithExplicitStart();
        var gateway = topology.AddProgram("gateway", "replica").WithHttpEndpoint().WaitForAnyReplica(api);
        var starting = topology.StartAsync();

        var row = await topology.RowAsync("gateway", seen => seen.Snapshot.State?.Text == KnownResourceStates.Waiting);
        Assert.Equal(["api"], (IEnumerable<string>)row.Properties.Single(property => property.Name == "resource.waitingFor").Value!);
        await topology.RowAsync("api", seen => seen.Snapshot.State?.Text == KnownResourceStates.NotStarted);
        var first = topology.Supervisor.Replicas(api.Resource)[0];
        Assert.False(first.IsWanted);
        await topology.Supervisor.StartAsync(first.Id, CancellationToken.None);

        await starting;
        await topology.RunningAsync(gateway, 1);
        Assert.Equal(first.Id, (await topology.RunningAsync(api, 1)).Single().Id);
    }

    [Fact]
    public async Task Start_command_ends_the_waiting()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision();
        var api = topology.AddProgram("api", "replica").WithHttpEndpoint().WithExplicitStart();
        var gateway = topology.AddProgram("gateway", "replica").WithHttpEndpoint().WaitForAnyReplica(api);
        var starting = topology.StartAsync();
        await topology.RowAsync("gateway", seen => seen.Snapshot.State?.Text == KnownResourceStates.Waiting);

        await topology.ExecuteAsync(
            topology.Supervisor.Replicas(gateway.Resource).Single().Id, KnownResourceCommands.StartCommand);

        await starting;
        await topology.RunningAsync(gateway, 1);
    }
}
