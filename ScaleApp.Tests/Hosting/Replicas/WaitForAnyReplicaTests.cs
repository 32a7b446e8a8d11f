namespace ScaleApp.Tests.Hosting.Replicas;

public class WaitForAnyReplicaTests
{
    [Fact]
    public async Task Dependent_starts_with_the_first_healthy_replica_or_by_command()
    {
        await using var topology = TestTopology.CreateSupervised();
        var api = topology.AddProgram("api", "replica").WithHttpEndpoint().WithHttpHealthCheck("/health").WithReplicas(2).WithExplicitStart();
        var gateway = topology.AddProgram("gateway", "replica").WithHttpEndpoint().WaitForAnyReplica(api);
        var impatient = topology.AddProgram("impatient", "replica").WithHttpEndpoint().WaitForAnyReplica(api);
        var starting = topology.StartAsync();
        var row = await topology.RowAsync("gateway", KnownResourceStates.Waiting);
        Assert.Equal(["api"], (IEnumerable<string>)row.Properties.Single(property => property.Name == "resource.waitingFor").Value!);
        await topology.RowAsync("impatient", KnownResourceStates.Waiting);
        await topology.RowAsync("api", KnownResourceStates.NotStarted);

        await topology.ExecuteAsync(topology.Supervisor.Replicas(impatient.Resource).Single().Id, KnownResourceCommands.StartCommand);
        await topology.RunningAsync(impatient, 1);
        var first = topology.Supervisor.Replicas(api.Resource)[0];
        Assert.False(first.IsWanted);
        await topology.Supervisor.StartAsync(first.Id, CancellationToken.None);

        await starting;
        await topology.RunningAsync(gateway, 1);
        Assert.Equal(first.Id, (await topology.RunningAsync(api, 1)).Single().Id);
    }
}
