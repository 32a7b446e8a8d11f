using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Dashboard;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Replicas;

namespace ScaleApp.Hosting.Orchestration.Environment;

/// <summary>Puts together the variables and the arguments that one replica is started with.</summary>
/// <remarks>The topology has the last word: what a callback sets is never overwritten by the contract's defaults.</remarks>
internal sealed class ReplicaEnvironment(
    DistributedApplicationExecutionContext execution, IConfiguration configuration, IHostEnvironment host,
    ResourceLoggerService loggers, DashboardEndpoint? dashboard = null)
{
    /// <summary>The variables, by name.</summary>
    public async Task<IReadOnlyDictionary<string, EnvironmentVariable>> GetVariablesAsync(
        IResource resource, ResourceEndpoints endpoints, ReplicaStart start, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        AddReplica(values, resource, start);
        AddPorts(values, endpoints, start);
        if (resource is ProjectResource)
        {
            AddDotnet(values, endpoints, start);
        }

        if (resource is not ContainerResource)
        {
            TelemetryEnvironment.Add(values, configuration, host, dashboard, resource.Name, start.ReplicaId);
        }

        var context = new EnvironmentCallbackContext(execution, resource, values, cancellationToken) { Logger = Logger(start) };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var variables = new Dictionary<string, EnvironmentVariable>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            var text = await TextAsync(resource, start, $"the variable {name}", value, cancellationToken);
            variables[name] = new EnvironmentVariable(text, Secrets.IsSecret(name, value));
        }

        return variables;
    }

    public async Task<ImmutableArray<string>> GetArgumentsAsync(
        IResource resource, ReplicaStart start, CancellationToken cancellationToken)
    {
        var values = new List<object>();
        var context = new CommandLineArgsCallbackContext(values, resource, cancellationToken)
        {
            ExecutionContext = execution,
            Logger = Logger(start),
        };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var arguments = ImmutableArray.CreateBuilder<string>();
        foreach (var value in values)
        {
            arguments.Add(await TextAsync(resource, start, "an argument", value, cancellationToken) ?? "");
        }

        return arguments.ToImmutable();
    }

    private ILogger Logger(ReplicaStart start) => loggers.GetLogger(start.ReplicaId);

    private async Task<string?> TextAsync(
        IResource resource, ReplicaStart start, string what, object? value, CancellationToken cancellationToken)
    {
        if (value is not IValueProvider provider)
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        var context = new ValueProviderContext { ExecutionContext = execution, Caller = resource, TargetPorts = start.Ports };
        try
        {
            return await provider.GetValueAsync(context, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new DistributedApplicationException($"'{resource.Name}' cannot be given {what}: {error.Message}", error);
        }
    }

    private static void AddReplica(Dictionary<string, object> values, IResource resource, ReplicaStart start)
    {
        if (resource is not ContainerResource)
        {
            values["SCALEAPP_REPLICA_INDEX"] = start.Index.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static void AddPorts(Dictionary<string, object> values, ResourceEndpoints endpoints, ReplicaStart start)
    {
        foreach (var endpoint in endpoints.Bindings.Select(binding => binding.Endpoint))
        {
            if (endpoint.TargetPortEnvironmentVariable is { } variable && start.Ports.TryGetValue(endpoint.Name, out var port))
            {
                values[variable] = port.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private void AddDotnet(Dictionary<string, object> values, ResourceEndpoints endpoints, ReplicaStart start)
    {
        values["DOTNET_ENVIRONMENT"] = host.EnvironmentName;
        values["ASPNETCORE_ENVIRONMENT"] = host.EnvironmentName;

        // The balancer ends TLS and speaks HTTP/1.1 to replicas, whatever the public scheme is.
        var urls = endpoints.Bindings
            .Where(binding => binding.Endpoint is { UriScheme: "http" or "https", ExcludeFromUrls: false })
            .Select(binding => $"http://127.0.0.1:{start.Ports[binding.Endpoint.Name]}")
            .ToArray();
        if (urls.Length > 0)
        {
            values["ASPNETCORE_URLS"] = string.Join(';', urls);
            values["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
        }
    }
}

/// <summary>The value of a variable, and whether it must not be shown.</summary>
internal readonly record struct EnvironmentVariable(string? Value, bool IsSecret);
