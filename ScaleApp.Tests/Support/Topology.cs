using Aspire.Hosting.Testing;

namespace ScaleApp.Tests.Support;

/// <summary>The AppHost's topology, started through Aspire.Hosting.Testing with data of its own. Disposal leaves nothing.</summary>
internal sealed class Topology : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder;

    private Topology(DistributedApplication app, DirectoryInfo folder) => (App, _folder) = (app, folder);

    public DistributedApplication App { get; }

    public Uri Address => App.GetEndpoint("gateway", "http");

    /// <summary>Where the workers leave emails.</summary>
    public string MailFolder => MailFolderIn(_folder);

    /// <summary>Starts the topology and returns once everything in it is healthy.</summary>
    /// <param name="configure">Changes the model before it starts.</param>
    /// <param name="args">Settings of the AppHost, as <c>--Name=value</c>.</param>
    public static async Task<Topology> StartAsync(Action<IDistributedApplicationTestingBuilder>? configure = null, params string[] args)
    {
        // As root PostgreSQL runs as its own user, which must be able to enter the folder.
        var folder = Directory.CreateTempSubdirectory("scaleapp-topology-");
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        }

        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>(
            [
                $"--Servers:Data={Path.Combine(folder.FullName, "data")}", "--DcpPublisher:WaitForResourceCleanup=true",

                // The port of launchSettings.json may be in use by the topology that a developer runs.
                "--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://localhost:0", .. args,
            ]);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        foreach (var project in builder.Resources.OfType<ProjectResource>())
        {
            builder.CreateResourceBuilder(project)
                .WithEnvironment("Email__PickupFolder", MailFolderIn(folder))
                .WithEnvironment("OTEL_SDK_DISABLED", "true");
        }

        configure?.Invoke(builder);
        var topology = new Topology(await builder.BuildAsync(), folder);
        try
        {
            await topology.StartedAsync();
            return topology;
        }
        catch
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    public HttpClient CreateClient() => new() { BaseAddress = Address };

    /// <summary>Kills the replica of the API that has answered.</summary>
    public void Kill(WhoAmI answer) => Replicas("api").Kill(Replicas("api").Wanted.Single(replica => replica.ProcessId == answer.ProcessId));

    public ReplicaGroup Replicas(string project) => App.Replicas(project);

    public static async Task<WhoAmI> WhoAmIAsync(HttpClient client) => (await client.GetFromJsonAsync<WhoAmI>("/api/whoami"))!;

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartedAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            await App.StartAsync(limit.Token);
            foreach (var project in Model.Resources.OfType<ProjectResource>().Where(IsStarted))
            {
                await App.ResourceNotifications.WaitForResourceHealthyAsync(project.Name, limit.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"The topology is not healthy after {StartLimit.TotalSeconds:0} s: {string.Join("; ", Model.Resources.Select(Describe))}");
        }

        // Healthy is one replica; tests want all of them registered.
        using var client = CreateClient();
        var expected = Model.Resources.OfType<ReplicaSetResource>().Single(set => set.Project.Name == "api").Initial;
        var seen = new HashSet<string>();
        await Eventually.IsTrueAsync(async () =>
        {
            seen.Add((await WhoAmIAsync(client)).Replica);
            return seen.Count == expected;
        }, "every replica of the API answers through the gateway", TimeSpan.FromSeconds(60));
    }

    /// <summary>Whether it starts with the topology and runs on. Replicas that are scaled are started by their set.</summary>
    private bool IsStarted(ProjectResource project) => project.Name != "migrations"
        && (!project.Annotations.OfType<ExplicitStartupAnnotation>().Any() || Model.Resources.OfType<ReplicaSetResource>().Any(set => set.Project == project));

    private DistributedApplicationModel Model => App.Services.GetRequiredService<DistributedApplicationModel>();

    private string Describe(IResource resource)
    {
        string[] ids = resource is ProjectResource ? [.. Replicas(resource.Name).Wanted.Select(replica => replica.Id)] : [resource.Name];
        return string.Join("; ", ids.Select(id => App.ResourceNotifications.TryGetCurrentState(id, out var current)
            ? $"{id} {current.Snapshot.State?.Text} {current.Snapshot.HealthStatus}"
            : $"{id} without a state"));
    }

    private static string MailFolderIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "mail");
}

internal sealed record WhoAmI(string Replica, int ProcessId, DateTimeOffset StartedAt);
