using Aspire.Hosting.Testing;

namespace ScaleApp.Tests.Hosting;

/// <summary>
/// A small topology on the real orchestrator. Its builder is the AppHost's own, without the AppHost's program: each test has
/// only the resources it needs. Ports are random; the processes have ended when it is disposed.
/// </summary>
internal sealed class TestTopology : IAsyncDisposable
{
    // Seconds, and more on a machine that runs other tests.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private TestTopology(bool dashboard, IEnumerable<string> settings, bool logsResources = false)
    {
        Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // The orchestrator's path is an attribute of the AppHost's assembly.
            AssemblyName = typeof(Projects.ScaleApp_AppHost).Assembly.GetName().Name,
            DisableDashboard = !dashboard,
            EnableResourceLogging = logsResources,
            Args = ["--DcpPublisher:RandomizePorts=true", "--DcpPublisher:WaitForResourceCleanup=true", .. settings],
        });
        Builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(Log));
    }

    public IDistributedApplicationBuilder Builder { get; }

    public DistributedApplication App { get; private set; } = null!;

    public ResourceNotificationService Rows => App.ResourceNotifications;

    public ReplicaSupervisor Supervisor => App.Services.GetRequiredService<ReplicaSupervisor>();

    public RecordedLogs Log { get; } = new();

    /// <summary>What the AppHost logged at Warning and above.</summary>
    public IEnumerable<string> Warnings => Log.Entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message);

    public static TestTopology Create(params string[] settings) => new(dashboard: false, settings);

    /// <summary>With supervised replicas.</summary>
    public static TestTopology CreateSupervised(params string[] settings)
    {
        var topology = Create(settings);
        topology.Builder.UseReplicaSupervision();
        return topology;
    }

    /// <summary>With installed servers, what they write in <see cref="Log"/>, and a folder for data with a volume.</summary>
    public static TestTopology CreateWithServers(string data, Action<IDistributedApplicationBuilder> build)
    {
        var topology = new TestTopology(dashboard: false, ["--Servers=installed", $"--Servers:Data={data}"], logsResources: true);
        topology.Builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Deadline);
        build(topology.Builder);
        topology.Builder.UseInstalledServers();
        return topology;
    }

    /// <summary>With the dashboard, on HTTP and free ports.</summary>
    public static TestTopology CreateWithDashboard(params string[] settings) => new(dashboard: true,
    [
        "--ASPIRE_ALLOW_UNSECURED_TRANSPORT=true",
        "--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:0",
        .. settings,
    ]);

    /// <summary>A test program of this assembly as a project resource, started without <c>dotnet run</c>.</summary>
    public IResourceBuilder<ProjectResource> AddProgram(string name, string program, params string[] arguments)
    {
        var project = Path.Combine(RepositoryFolder(), "ScaleApp.Tests", "ScaleApp.Tests.csproj");
        return Builder.AddProject(name, project)
            .WithAnnotation(new ExecutableAnnotation
            {
                Command = "dotnet",
                WorkingDirectory = AppContext.BaseDirectory,
            })
            .WithEnvironment("OTEL_SDK_DISABLED", "true")
            .WithArgs(["exec", typeof(TestTopology).Assembly.Location, program, .. arguments]);
    }

    public async Task<TestTopology> StartAsync()
    {
        App = Builder.Build();
        using var deadline = new CancellationTokenSource(Deadline);
        await App.StartAsync(deadline.Token);
        return this;
    }

    /// <summary>Waits for a replica of the resource whose row is as wanted, and returns that row.</summary>
    public async Task<CustomResourceSnapshot> RowAsync(string resource, Func<ResourceEvent, bool> wanted)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return (await Rows.WaitForResourceAsync(resource, wanted, deadline.Token)).Snapshot;
    }

    public Task<CustomResourceSnapshot> RowAsync(string resource, string state) => RowAsync(resource, seen => seen.Snapshot.State?.Text == state);

    public async Task HealthyAsync(params string[] resources)
    {
        foreach (var resource in resources)
        {
            await Rows.WaitForResourceHealthyAsync(resource).WaitAsync(Deadline);
        }
    }

    public async Task<string> ConnectionStringAsync(string resource) =>
        await App.GetConnectionStringAsync(resource).AsTask().WaitAsync(Deadline) ?? throw new InvalidOperationException($"{resource} has no connection string.");

    /// <summary>Runs a command of the dashboard and the CLI on a replica.</summary>
    public async Task ExecuteAsync(string replicaId, string command)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(replicaId, command, CancellationToken.None).WaitAsync(Deadline);
        Assert.True(result.Success, result.Message);
    }

    /// <summary>Waits until that many replicas of the resource run, and returns them.</summary>
    public Task<IReadOnlyList<Replica>> RunningAsync(IResourceBuilder<IResource> resource, int count) => Eventually.IsAsync(
        () => Task.FromResult<IReadOnlyList<Replica>>(
            [.. Supervisor.Replicas(resource.Resource).Where(replica => replica.State == KnownResourceStates.Running)]),
        running => running.Count == count,
        $"{count} replicas of '{resource.Resource.Name}' run");

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
        {
            await App.DisposeAsync();
        }
    }

    /// <summary>The environment of a resource as a manifest has it: references to resources are not resolved.</summary>
    public static async Task<Dictionary<string, string>> VariablesAsync(IResource resource)
    {
        var context = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Publish), resource);
        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        return context.EnvironmentVariables.ToDictionary(
            variable => variable.Key, variable => (variable.Value as IManifestExpressionProvider)?.ValueExpression ?? $"{variable.Value}");
    }

    public static string RepositoryFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ScaleApp.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("ScaleApp.sln is not above the tests.");
        }

        return folder;
    }
}
