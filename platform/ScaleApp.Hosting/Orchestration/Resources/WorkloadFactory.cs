using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Environment;
using ScaleApp.Hosting.Orchestration.Health;
using ScaleApp.Hosting.Orchestration.Programs;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Orchestration.Resources;

/// <summary>Decides what a resource consists of while it runs.</summary>
internal sealed class WorkloadFactory(
    DistributedApplicationModel model, ReplicaEnvironment environment, IProcessLauncher launcher,
    HealthCheckService checks, ReplicaHttpClient client, ReplicaLogs logs, IServiceProvider services,
    IHostEnvironment host,
    IOptions<OrchestrationOptions> options, TimeProvider time)
{
    /// <summary>Replicas of a program, or nothing but health checks for a resource that has no program.</summary>
    public IWorkload Create(IResource resource, ResourceEndpoints endpoints, Func<IResource, Observed<ResourceStatus>?> find)
    {
        if (ProgramOf(resource, endpoints) is not { } program)
        {
            var parent = (resource as IResourceWithParent)?.Parent;
            return new PassiveWorkload(
                RegisteredChecks(resource), new HealthMonitor(options.Value, time),
                parent is not null && find(parent) is not null ? () => find(parent)! : null);
        }

        return new ReplicaSet(
            new ReplicaBlueprint
            {
                ResourceName = resource.Name,
                Program = program,
                Endpoints = endpoints,
                Checks = ports => ChecksOf(resource, endpoints, ports),
                IsMeantToEnd = IsMeantToEnd(resource),
                MayEnd = endpoints.Bindings.Count == 0 && !HasChecks(resource),
                Log = (replicaId, line) => logs.Write(resource.Name, replicaId, line),
                Launcher = launcher,
                Options = options.Value,
                Time = time,
            },
            resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1);
    }

    private string StateFolder => AppHostState.FindFolder(services.GetRequiredService<IConfiguration>(), host.ContentRootPath);

    private IReplicaProgram? ProgramOf(IResource resource, ResourceEndpoints endpoints) => resource switch
    {
        _ when resource.Annotations.OfType<BackendAnnotation>().LastOrDefault() is { } backend =>
            new BackendProgram(resource, backend, endpoints, environment, services),
        ProjectResource project => new ProjectReplicaProgram(project, endpoints, environment, StateFolder),
        ExecutableResource executable => new ExecutableProgram(executable, endpoints, environment),
        _ => null,
    };

    /// <summary>Somebody waits for it to end, so it is meant to.</summary>
    private bool IsMeantToEnd(IResource resource) => model.Resources
        .SelectMany(other => other.Annotations.OfType<WaitAnnotation>())
        .Any(wait => wait.WaitType == WaitType.WaitForCompletion && ReferenceEquals(wait.Resource, resource));

    private static bool HasChecks(IResource resource) =>
        resource.Annotations.Any(annotation => annotation is HealthCheckAnnotation or HttpHealthCheckAnnotation);

    private IReplicaCheck[] RegisteredChecks(IResource resource) =>
        [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => new RegisteredCheck(check.Key, checks))];

    private IReadOnlyList<IReplicaCheck> ChecksOf(
        IResource resource, ResourceEndpoints endpoints, ImmutableDictionary<string, int> ports)
    {
        IReplicaCheck[] http =
        [
            .. resource.Annotations.OfType<HttpHealthCheckAnnotation>().Select(check => HttpCheck(check, endpoints, ports)),
        ];
        var balanced = endpoints.Bindings.FirstOrDefault(binding => binding.Balancer is not null);
        return balanced is not null && http.Length == 0
            ? [new PortReplicaCheck(new IPEndPoint(IPAddress.Loopback, ports[balanced.Endpoint.Name])), .. RegisteredChecks(resource)]
            : [.. http, .. RegisteredChecks(resource)];
    }

    private HttpReplicaCheck HttpCheck(
        HttpHealthCheckAnnotation check, ResourceEndpoints endpoints, ImmutableDictionary<string, int> ports)
    {
        var endpoint = check.Endpoint.EndpointAnnotation;
        var isBalanced = endpoints.Bindings.Any(binding => ReferenceEquals(binding.Endpoint, endpoint) && binding.Balancer is not null);
        var address = new UriBuilder(isBalanced ? "http" : endpoint.UriScheme, "127.0.0.1", ports[endpoint.Name]).Uri;
        return new HttpReplicaCheck(check.Key, client.Invoker, new Uri(address, check.Path), check.StatusCode);
    }
}
