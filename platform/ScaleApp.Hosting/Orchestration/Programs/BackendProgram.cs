using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Backends;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Environment;
using ScaleApp.Hosting.Orchestration.Replicas;

namespace ScaleApp.Hosting.Orchestration.Programs;

/// <summary>Starts a server by this machine's own installation of it, or by a container.</summary>
internal sealed class BackendProgram(
    IResource resource, BackendAnnotation backend, ResourceEndpoints endpoints, ReplicaEnvironment environment,
    IServiceProvider services) : IReplicaProgram
{
    public async Task<PreparedProgram> PrepareAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        var variables = await environment.GetVariablesAsync(resource, endpoints, start, cancellationToken);
        var arguments = await environment.GetArgumentsAsync(resource, start, cancellationToken);
        var context = new BackendContext(
            resource.Name, backend.EndpointName is { } endpoint ? start.Ports.GetValueOrDefault(endpoint) : 0,
            await ValueAsync(backend.UserName, cancellationToken), await ValueAsync(backend.Password, cancellationToken),
            backend.DataFolder,
            AppHostSettings.FindBackends(services.GetRequiredService<IConfiguration>()), start.Report)
        {
            MaxConnections = backend.MaxConnections,
            Image = resource.Annotations.OfType<ContainerImageAnnotation>().LastOrDefault()?.FullName,
            Entrypoint = (resource as ContainerResource)?.Entrypoint,
            Mounts = [.. resource.Annotations.OfType<ContainerMountAnnotation>()],
            ContainerPorts = [.. resource is ContainerResource ? PublishedPorts(start) : []],
            Variables = variables.ToDictionary(variable => variable.Key, variable => (string?)variable.Value.Value),
        };
        var spec = await backend.GetBackend(services).PrepareAsync(context, cancellationToken);

        return Prepared.WithOwnEnvironment(
            spec with { Name = start.ReplicaId, Arguments = [.. spec.Arguments, .. arguments] }, variables);
    }

    /// <summary>An endpoint without a target port has the same port inside the container and outside.</summary>
    private IEnumerable<(int Port, int TargetPort)> PublishedPorts(ReplicaStart start) =>
        from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
        let port = start.Ports.GetValueOrDefault(endpoint.Name)
        where port > 0
        select (port, endpoint.TargetPort ?? port);

    private static async Task<string?> ValueAsync(IValueProvider? provider, CancellationToken cancellationToken) =>
        provider is null ? null : await provider.GetValueAsync(cancellationToken);
}
