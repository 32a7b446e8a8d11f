using ScaleApp.Hosting.Scaling;

namespace ScaleApp.Tests.Hosting.Scaling;

/// <summary>Steps and observations for tests of a scaled project named <c>web</c>.</summary>
internal static class ScalingSteps
{
    public static Task<ExecuteCommandResult> ScaleAsync(TestTopology topology, string replicas) => topology.App.ResourceCommands.ExecuteCommandAsync(
        "web-replicas", ReplicaSetCommands.Scale, new InteractionInputCollection([new InteractionInput { Name = "replicas", InputType = InputType.Number, Value = replicas }]), CancellationToken.None);

    public static Task StateAsync(TestTopology topology, string state) =>
        topology.RowAsync("web-replicas", seen => seen.Snapshot.State?.Text == state);

    public static Replica[] Wanted(TestTopology topology, IResourceBuilder<ProjectResource> web) =>
        [.. topology.Supervisor.Replicas(web.Resource).Where(replica => replica.IsWanted)];
}
