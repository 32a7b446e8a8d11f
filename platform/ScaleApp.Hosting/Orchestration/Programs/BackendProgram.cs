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
    private const string PreferenceSetting = "ScaleApp:Backends";

    public async Task<PreparedProgram> PrepareAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        var context = new BackendContext(
            resource.Name, backend.EndpointName is { } endpoint ? start.Ports.GetValueOrDefault(endpoint) : 0,
            await ValueAsync(backend.UserName, cancellationToken), await ValueAsync(backend.Password, cancellationToken),
            backend.DataFolder, Preference, start.Report);
        var spec = await backend.GetBackend(services).PrepareAsync(context, cancellationToken);
        var variables = await environment.GetVariablesAsync(resource, endpoints, start, cancellationToken);
        var arguments = await environment.GetArgumentsAsync(resource, start, cancellationToken);

        return Prepared.Program(spec with { Name = start.ReplicaId, Arguments = [.. spec.Arguments, .. arguments] }, variables);
    }

    private BackendPreference Preference => services.GetRequiredService<IConfiguration>()[PreferenceSetting]?.ToLowerInvariant() switch
    {
        null or "" or "any" => BackendPreference.Any,
        "native" => BackendPreference.Native,
        "container" => BackendPreference.Container,
        var other => throw new DistributedApplicationException(
            $"{PreferenceSetting} is '{other}': it must be native, container or any."),
    };

    private static async Task<string?> ValueAsync(IValueProvider? provider, CancellationToken cancellationToken) =>
        provider is null ? null : await provider.GetValueAsync(cancellationToken);
}
