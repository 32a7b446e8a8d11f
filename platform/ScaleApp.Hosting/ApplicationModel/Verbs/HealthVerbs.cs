using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Says how the health of resources is told.</summary>
public static class HealthVerbs
{
    /// <summary>A check that is registered with <c>builder.Services.AddHealthChecks()</c> tells whether the resource is healthy.</summary>
    /// <exception cref="DistributedApplicationException">The resource has that check already.</exception>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(check => check.Key == key))
        {
            throw new DistributedApplicationException(
                $"The resource '{builder.Resource.Name}' has the health check '{key}' already.");
        }

        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>Asks each replica over HTTP, on its own port, whether it is healthy.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path to ask for; <c>/</c> when null.</param>
    /// <param name="statusCode">The only status that counts as healthy; 200 when null.</param>
    /// <param name="endpointName">The endpoint to ask; <c>http</c>, else the first HTTP endpoint, when null.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints =>
        builder.WithHttpHealthCheck(() => FindEndpoint(builder.Resource, endpointName), path, statusCode);

    /// <inheritdoc cref="WithHttpHealthCheck{T}(IResourceBuilder{T}, string?, int?, string?)"/>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointSelector">The endpoint to ask; called once the topology is complete.</param>
    /// <param name="path">The path to ask for; <c>/</c> when null.</param>
    /// <param name="statusCode">The only status that counts as healthy; 200 when null.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, Func<EndpointReference>? endpointSelector, string? path = null,
        int? statusCode = null)
        where T : IResourceWithEndpoints
    {
        var wanted = path ?? "/";
        if (!Uri.TryCreate(wanted, UriKind.Relative, out _) || !wanted.StartsWith('/'))
        {
            throw new ArgumentException(
                $"The health check of '{builder.Resource.Name}' needs a path that starts with '/', not '{path}'.", nameof(path));
        }

        var status = statusCode ?? 200;
        return builder.WithAnnotation(new HttpHealthCheckAnnotation(
            $"{builder.Resource.Name}_{wanted}_{status}_check",
            endpointSelector ?? (() => FindEndpoint(builder.Resource, null)), wanted, status));
    }

    /// <exception cref="DistributedApplicationException">There is no such endpoint.</exception>
    private static EndpointReference FindEndpoint(IResourceWithEndpoints resource, string? name)
    {
        var endpoints = resource.GetEndpoints().Where(endpoint => endpoint.Scheme is "http" or "https").ToArray();
        var found = name is null
            ? endpoints.FirstOrDefault(endpoint => endpoint.EndpointName == "http") ?? endpoints.FirstOrDefault()
            : endpoints.FirstOrDefault(
                endpoint => string.Equals(endpoint.EndpointName, name, StringComparison.OrdinalIgnoreCase));

        return found ?? throw new DistributedApplicationException(
            $"The resource '{resource.Name}' has a health check over HTTP but no HTTP endpoint{(name is null ? "" : $" named '{name}'")}. "
            + "Add one with WithHttpEndpoint(), or an applicationUrl in the project's Properties/launchSettings.json.");
    }
}
