using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration;
using ScaleApp.Hosting.Orchestration.Replicas;
using Spectre.Console;

namespace ScaleApp.Tests.Hosting.Orchestration;

/// <summary>A small topology of real processes, in a folder of its own.</summary>
internal sealed class TestTopology : IAsyncDisposable
{
    private readonly StringWriter _text = new();
    private readonly TextWriter _console;
    private DistributedApplication? _application;

    public TestTopology(params string[] args)
    {
        _console = TextWriter.Synchronized(_text);
        Folder = Directory.CreateTempSubdirectory("scaleapp-topology-").FullName;
        Builder = new DistributedApplicationBuilder(
            new DistributedApplicationOptions { Args = args, ProjectDirectory = Folder, DisableDashboard = true });
        Builder.Services.AddLogging(logging => logging.ClearProviders());
        Builder.Services.AddSingleton(AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_console),
        }));
    }

    public string Folder { get; }

    public DistributedApplicationBuilder Builder { get; }

    public DistributedApplication Application => _application ??= Builder.Build();

    public ResourceNotificationService Notifications => Application.ResourceNotifications;

    public Topology Topology => Application.Services.GetRequiredService<Topology>();

    /// <summary>What was shown on the console.</summary>
    public string Console
    {
        get
        {
            // The writer's own lock: it is written to from other threads.
            lock (_console)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>Adds a project whose program is one of this assembly's test programs.</summary>
    public IResourceBuilder<ProjectResource> AddProject(string name, string program, params string[] args)
    {
        var project = Builder.AddResource(new ProjectResource(name))
            .WithAnnotation(new TestProject())
            .WithAnnotation(new CommandLineArgsCallbackAnnotation(list =>
            {
                foreach (var argument in (string[])[program, .. args])
                {
                    list.Add(argument);
                }
            }));
        return project;
    }

    /// <summary>Adds a web server with one balanced endpoint and a health check, see <see cref="ReplicaPrograms.Serve"/>.</summary>
    public IResourceBuilder<ProjectResource> AddServer(string name, int replicas = 1, params string[] args) =>
        AddProject(name, "replica-server", args)
            .WithAnnotation(new EndpointAnnotation(System.Net.Sockets.ProtocolType.Tcp, "http"))
            .WithAnnotation(new ReplicaAnnotation(replicas))
            .WithHealthCheck("/health");

    public Task StartAsync() => Application.StartAsync();

    public ReplicaSet Replicas(string name) => (ReplicaSet)Topology.Find(name)!.Value.Controller.Workload;

    public HttpClient Client(string name) => new()
    {
        BaseAddress = new Uri(Topology.Find(name)!.Value.Controller.Endpoints.Bindings[0].Endpoint.AllocatedEndpoint!.UriString),
    };

    public Task HealthyAsync(string name) =>
        Notifications.WaitForResourceHealthyAsync(name).WaitAsync(TimeSpan.FromSeconds(40));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await (_application?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        finally
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private sealed class TestProject : IProjectMetadata, IProjectOutput
    {
        public string ProjectPath => TargetPath;

        public string TargetPath => typeof(TestTopology).Assembly.Location;
    }
}

internal static class TestTopologyVerbs
{
    public static IResourceBuilder<ProjectResource> WithHealthCheck(this IResourceBuilder<ProjectResource> project, string path) =>
        project.WithAnnotation(new HttpHealthCheckAnnotation(
            $"{project.Resource.Name}-health", () => new EndpointReference(project.Resource, "http"), path));

    public static IResourceBuilder<T> Waits<T>(this IResourceBuilder<T> resource, IResource other, WaitType type, int exitCode = 0)
        where T : IResource =>
        resource.WithAnnotation(new WaitAnnotation(other, type, exitCode));
}
