using ScaleApp.Hosting.Scaling;

namespace ScaleApp.Tests.Hosting.Scaling;

/// <summary>A topology with one project, <c>web</c>, that is scaled.</summary>
internal sealed class ScaledProject : IAsyncDisposable
{
    private readonly IResourceBuilder<ProjectResource> _project;

    private ScaledProject(TestTopology topology, IResourceBuilder<ProjectResource> project) => (Topology, _project) = (topology, project);

    public TestTopology Topology { get; }

    public ProjectResource Resource => _project.Resource;

    public ReplicaSets Sets => Topology.App.Services.GetRequiredService<ReplicaSets>();

    public Replica[] Wanted => [.. Topology.Supervisor.Replicas(Resource).Where(replica => replica.IsWanted)];

    /// <summary>Starts the topology, and returns once the replicas run.</summary>
    public static Task<ScaledProject> StartAsync(int replicas, int max, params string[] settings) => StartAsync(["replica"], replicas, max, settings);

    public static async Task<ScaledProject> StartAsync(string[] program, int replicas, int max, params string[] settings)
    {
        var topology = TestTopology.Create(settings);
        var project = topology.AddProgram("web", program[0], program[1..]).WithHttpEndpoint().WithReplicas(replicas).WithScaling(min: 1, max);
        var web = new ScaledProject(await topology.StartAsync(), project);
        await web.RunningAsync(replicas);
        return web;
    }

    public Task<IReadOnlyList<Replica>> RunningAsync(int count) => Topology.RunningAsync(_project, count);

    public Task<ExecuteCommandResult> ScaleAsync(string replicas) => Topology.App.ResourceCommands.ExecuteCommandAsync(
        "web-replicas", ReplicaSetCommands.Scale, new InteractionInputCollection([new InteractionInput { Name = "replicas", InputType = InputType.Number, Value = replicas }]), CancellationToken.None);

    public Task<ExecuteCommandResult> RollingRestartAsync() => Sets.RollingRestartAsync("web", CancellationToken.None);

    /// <summary>Waits until the row of the set shows the state.</summary>
    public Task StateAsync(string state) => Topology.RowAsync("web-replicas", state);

    public ValueTask DisposeAsync() => Topology.DisposeAsync();
}
