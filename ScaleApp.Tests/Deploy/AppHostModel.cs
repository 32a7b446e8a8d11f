using Aspire.Hosting.Testing;
using ScaleApp.Tests.Hosting;

namespace ScaleApp.Tests.Deploy;

/// <summary>What the AppHost says of the services that a deployment runs. Nothing of it is started.</summary>
public sealed class AppHostModel : IAsyncLifetime
{
    // What Aspire sets by itself: telemetry, environment and addresses, and the parts of connection strings.
    private static readonly string[] Aspires = ["OTEL_", "ASPNETCORE_", "DOTNET_", "HTTP_PORTS", "HTTPS_PORTS", "REDIS_", "SHOPDB_"];

    private IDistributedApplicationTestingBuilder? _builder;

    private IResourceCollection Resources => _builder!.Resources;

    internal string[] Services => [.. Resources.Where(resource => resource is ProjectResource or ContainerResource).Select(resource => resource.Name).Order()];

    internal RedisResource Redis => Resources.OfType<RedisResource>().Single();

    internal PostgresServerResource Postgres => Resources.OfType<PostgresServerResource>().Single();

    internal ReplicaSetResource Scaling => Resources.OfType<ReplicaSetResource>().Single();

    public async Task InitializeAsync() => _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>(
        ["--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://localhost:0"]);

    public Task DisposeAsync() => _builder?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    internal IResource Resource(string service) => Resources.Single(resource => resource.Name == service);

    internal string Image(string service) =>
        Resource(service).TryGetContainerImageName(out var image) ? image : throw new InvalidOperationException($"{service} has no image.");

    internal int Replicas(string project) => Scaling.Project.Name == project ? Scaling.Initial : Resource(project).GetReplicaCount();

    /// <summary>The variables that the topology gives a project.</summary>
    internal async Task<string[]> VariablesAsync(string project)
    {
        var variables = await TestTopology.VariablesAsync(Resource(project));
        return [.. variables.Keys.Where(key => !Aspires.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))).Order()];
    }

    /// <summary>The arguments of a program or a server, in one line.</summary>
    internal async Task<string> ArgumentsAsync(string service)
    {
        var arguments = new List<object>();
        var context = new CommandLineArgsCallbackContext(arguments) { ExecutionContext = new(DistributedApplicationOperation.Publish) };
        foreach (var callback in Resource(service).Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        return string.Join(' ', arguments);
    }
}
