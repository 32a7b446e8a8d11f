using System.Net.Sockets;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Says where resources listen.</summary>
public static class EndpointVerbs
{
    /// <summary>Changes an endpoint, or makes one.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointName">The endpoint's name.</param>
    /// <param name="callback">Changes it.</param>
    /// <param name="createIfNotExists">False leaves a resource that has no such endpoint as it is.</param>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback,
        bool createIfNotExists = true)
        where T : IResourceWithEndpoints
    {
        var endpoint = Find(builder, endpointName);
        if (endpoint is null && !createIfNotExists)
        {
            return builder;
        }

        if (endpoint is null)
        {
            endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: endpointName);
            builder.Resource.Annotations.Add(endpoint);
        }

        callback(endpoint);
        return builder;
    }

    /// <summary>Adds an endpoint.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The public port; any free one when null.</param>
    /// <param name="targetPort">The port the program itself listens on; any free one when null.</param>
    /// <param name="scheme">Such as <c>http</c>; the protocol's name when null.</param>
    /// <param name="name">The endpoint's name; the scheme when null.</param>
    /// <param name="env">The variable that tells the program its own port.</param>
    /// <param name="isProxied">True when the host listens on the public port and forwards to the program.</param>
    /// <param name="isExternal">True when it is meant for clients outside the topology.</param>
    /// <param name="protocol">TCP when null.</param>
    /// <exception cref="DistributedApplicationException">The resource has an endpoint of that name.</exception>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? scheme = null,
        string? name = null, string? env = null, bool isProxied = true, bool? isExternal = null,
        ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(
            protocol ?? ProtocolType.Tcp, scheme, name: name, port: port, targetPort: targetPort, isExternal: isExternal,
            isProxied: isProxied)
        {
            TargetPortEnvironmentVariable = env,
        };
        if (Find(builder, endpoint.Name) is not null)
        {
            throw new DistributedApplicationException(
                $"The resource '{builder.Resource.Name}' has an endpoint named '{endpoint.Name}' already. Give this one another "
                + $"name, or change the first with WithEndpoint(\"{endpoint.Name}\", endpoint => ...).");
        }

        builder.Resource.Annotations.Add(endpoint);
        return env is null ? builder : WithPortVariable(builder, endpoint, env);
    }

    /// <summary>Adds an endpoint for HTTP, named <c>http</c> when no name is given.</summary>
    /// <inheritdoc cref="WithEndpoint{T}(IResourceBuilder{T}, int?, int?, string?, string?, string?, bool, bool?, ProtocolType?)"/>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null,
        string? env = null, bool isProxied = true)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>Adds an endpoint for HTTPS, named <c>https</c> when no name is given.</summary>
    /// <inheritdoc cref="WithEndpoint{T}(IResourceBuilder{T}, int?, int?, string?, string?, string?, bool, bool?, ProtocolType?)"/>
    public static IResourceBuilder<T> WithHttpsEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null,
        string? env = null, bool isProxied = true)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "https", name, env, isProxied);

    /// <summary>Marks all HTTP endpoints that the resource has by now as meant for clients outside the topology.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>()
            .Where(endpoint => endpoint.UriScheme is "http" or "https"))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>Stands for an endpoint of the resource, which need not exist yet.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => builder.Resource.GetEndpoint(name);

    /// <summary>
    /// Pins a client to one replica with a cookie, for as long as that replica is ready. A topology that has to read the same on Aspire
    /// says it by a setting instead: <c>ScaleApp:SessionAffinity:&lt;resource&gt;</c> is the path.
    /// </summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">Below which the cookie counts; everything by default.</param>
    public static IResourceBuilder<T> WithSessionAffinity<T>(this IResourceBuilder<T> builder, string path = "/")
        where T : IResourceWithEndpoints =>
        builder.WithAnnotation(new SessionAffinityAnnotation(path), ResourceAnnotationMutationBehavior.Replace);

    private static IResourceBuilder<T> WithPortVariable<T>(
        IResourceBuilder<T> builder, EndpointAnnotation endpoint, string env)
        where T : IResourceWithEndpoints
    {
        var port = new EndpointReference(builder.Resource, endpoint).Property(EndpointProperty.TargetPort);
        builder.Resource.Annotations.Add(
            new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables[env] = port));
        return builder;
    }

    private static EndpointAnnotation? Find<T>(IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => builder.Resource.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(endpoint => string.Equals(endpoint.Name, name, StringComparison.OrdinalIgnoreCase));
}
