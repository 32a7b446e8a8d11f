using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Tells resources where other resources are.</summary>
public static class ReferenceVerbs
{
    /// <summary>
    /// Gives the resource another one's connection string as <c>ConnectionStrings__{name}</c>, and its parts as
    /// <c>{NAME}_HOST</c>, <c>{NAME}_PORT</c> and so on.
    /// </summary>
    /// <param name="builder">The resource that is told.</param>
    /// <param name="source">The resource that it is told about.</param>
    /// <param name="connectionName">The name of the connection string; the source's when null.</param>
    /// <param name="optional">True when the resource can do without a connection string; else its absence is an error.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(source);
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        var variable = resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{name}";
        var value = new ConnectionStringReference(Postgres.PooledConnectionString.For(builder.ApplicationBuilder, resource), resource, optional);

        builder.RelateTo(resource);
        return builder.WithEnvironment(context =>
        {
            context.EnvironmentVariables[variable] = value;
            foreach (var (part, expression) in resource.GetConnectionProperties())
            {
                context.EnvironmentVariables[$"{VariableName(name)}_{VariableName(part)}"] = expression;
            }
        });
    }

    /// <summary>Gives the resource all endpoints of another one, for service discovery by its name.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(source);
        builder.RelateTo(source.Resource);
        return builder.WithEnvironment(context =>
        {
            foreach (var endpoint in source.Resource.GetEndpoints())
            {
                AddService(context, endpoint);
            }
        });
    }

    /// <summary>Gives the resource one endpoint of another one, for service discovery by its name.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(endpointReference);
        builder.RelateTo(endpointReference);
        return builder.WithEnvironment(context => AddService(context, endpointReference));
    }

    /// <summary>Gives the resource a service outside the topology, for service discovery by a name.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, string name, Uri uri)
        where TDestination : IResourceWithEnvironment
    {
        if (!uri.IsAbsoluteUri || uri.AbsolutePath != "/")
        {
            throw new InvalidOperationException(
                $"The address of '{name}' must be absolute and have no path; '{uri}' does not.");
        }

        return builder.WithEnvironment($"services__{name}__default__0", uri.ToString());
    }

    /// <summary>
    /// The scheme is what service discovery looks for; an endpoint of another name can be asked for by that name as well
    /// (<c>http://_admin.api</c>).
    /// </summary>
    private static void AddService(EnvironmentCallbackContext context, EndpointReference endpoint)
    {
        var variables = context.EnvironmentVariables;
        var service = $"services__{endpoint.Resource.Name}__";
        var index = 0;
        while (variables.TryGetValue($"{service}{endpoint.Scheme}__{index}", out var present)
            && !(present is EndpointReference other && other.EndpointName == endpoint.EndpointName))
        {
            index++;
        }

        variables[$"{service}{endpoint.Scheme}__{index}"] = endpoint;
        variables[$"{VariableName(endpoint.Resource.Name)}_{VariableName(endpoint.EndpointName)}"] = endpoint;
        if (endpoint.EndpointName != endpoint.Scheme)
        {
            variables[$"{service}{endpoint.EndpointName}__0"] = endpoint;
        }
    }

    private static string VariableName(string name) =>
        name.Replace('-', '_').ToUpperInvariant();
}
