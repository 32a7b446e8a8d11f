using ScaleApp.Hosting.Startup;

namespace ScaleApp.Tests.Hosting.Startup;

public class StartupProgressTests
{
    private readonly ProjectResource _migrations = new("migrations");
    private readonly ProjectResource _api = new("api");
    private readonly StartupProgress _progress;

    public StartupProgressTests()
    {
        _api.Annotations.Add(new WaitAnnotation(_migrations, WaitType.WaitForCompletion));
        _progress = new StartupProgress([_migrations, _api, new ParameterResource("password", _ => "secret")]);
    }

    [Fact]
    public void Resource_is_ready_when_all_its_replicas_are()
    {
        See(_api, "api-1", "Starting");
        See(_api, "api-2", "Starting");
        Assert.Null(See(_api, "api-1", "Running"));

        Assert.Equal(2, See(_api, "api-2", "Running")?.Replicas);
    }

    [Fact]
    public void Failed_replica_does_not_hold_back_the_others()
    {
        See(_api, "api-1", "FailedToStart");

        Assert.Equal(StartupStage.Ready, See(_api, "api-2", "Running")?.Stage);

        Assert.Equal("api", _progress.Faltered);
    }

    [Theory]
    [InlineData("Finished", 3, "ended with exit code 3")]
    [InlineData("FailedToStart", null, "failed to start")]
    [InlineData("RuntimeUnhealthy", null, "has no container runtime")]
    public void Failure_gives_its_reason(string state, int? exitCode, string expected)
    {
        var news = See(_api, "api-1", state, exitCode);

        Assert.Equal(StartupStage.Failed, news?.Stage);
        Assert.Equal(expected, news?.Describe());
        Assert.Equal("api-1", news?.FailedReplica);
    }

    [Fact]
    public void Start_is_stuck_when_the_rest_waits_for_what_failed()
    {
        See(_api, "api-1", "Waiting", waitsFor: "migrations-1");
        Assert.False(_progress.IsStuck);

        See(_migrations, "migrations-1", "Finished", exitCode: 1);
        Assert.True(_progress.IsStuck);

        See(_migrations, "migrations-1", "Starting");
        Assert.False(_progress.IsStuck);
    }

    [Fact]
    public void Hidden_and_explicitly_started_resources_are_not_waited_for()
    {
        See(_migrations, "migrations-1", "NotStarted");
        _progress.See(_api, "api-1", Row("Starting") with { IsHidden = true });

        Assert.True(_progress.IsReady);
    }

    private ResourceProgress? See(IResource resource, string id, string state, int? exitCode = null, string? waitsFor = null) =>
        _progress.See(resource, id, Row(state, exitCode, waitsFor));

    private static CustomResourceSnapshot Row(string state, int? exitCode = null, string? waitsFor = null) => new()
    {
        ResourceType = "Project",
        Properties = waitsFor is null ? [] : [new ResourcePropertySnapshot("resource.waitingFor", new[] { waitsFor })],
        State = state,
        ExitCode = exitCode,
    };
}
