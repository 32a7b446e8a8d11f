using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Redis;

namespace ScaleApp.Hosting;

/// <summary>Adds Redis.</summary>
public static class RedisVerbs
{
    /// <summary>Adds a Redis server with a password of its own. Its data goes when it stops unless something else is said.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name, and that of its connection string.</param>
    /// <param name="port">The port; any free one when null.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port) => builder.AddRedis(name, port, null);

    /// <inheritdoc cref="AddRedis(IDistributedApplicationBuilder, string, int?)"/>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name, and that of its connection string.</param>
    /// <param name="port">The port; any free one when null.</param>
    /// <param name="password">The password; a generated one, kept between runs, when null.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null,
        IResourceBuilder<ParameterResource>? password = null)
    {
        ResourceName.Validate(name);
        var parameter = password?.Resource ?? ParameterVerbs.CreatePassword(builder, $"{name}-password");
        var redis = new RedisResource(name, parameter);
        var healthCheck = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            healthCheck, _ => new RedisHealthCheck(redis), HealthStatus.Unhealthy, tags: null));

        // Not proxied: whoever speaks to Redis speaks to it directly.
        return builder.AddResource(redis)
            .WithAnnotation(new EndpointAnnotation(
                ProtocolType.Tcp, name: RedisResource.PrimaryEndpointName, port: port, isProxied: false))
            .WithAnnotation(new ContainerImageAnnotation { Registry = "docker.io", Image = "library/redis", Tag = "7.4" })
            .WithAnnotation(new BackendAnnotation(BackendKinds.Redis)
            {
                EndpointName = RedisResource.PrimaryEndpointName,
                Password = parameter,
            })
            .WithHealthCheck(healthCheck);
    }

    /// <summary>Keeps the data between runs, in the AppHost's <c>.scaleapp/data</c>.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The folder's name; the resource's when null.</param>
    /// <param name="isReadOnly">Must be false: a server that may not write cannot start from its own log.</param>
    public static IResourceBuilder<RedisResource> WithDataVolume(
        this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(isReadOnly, true);
        return builder.WithDataFolder(builder.ApplicationBuilder.FindDataFolder(name ?? builder.Resource.Name));
    }

    /// <summary>Keeps the data between runs, in a folder of one's own.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="source">The folder, from the AppHost's.</param>
    /// <param name="isReadOnly">Must be false.</param>
    public static IResourceBuilder<RedisResource> WithDataBindMount(
        this IResourceBuilder<RedisResource> builder, string source, bool isReadOnly = false)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(isReadOnly, true);
        return builder.WithDataFolder(Path.GetFullPath(source, builder.ApplicationBuilder.AppHostDirectory));
    }

    /// <summary>
    /// Writes every change to disk, at the latest a second later, and keeps it between runs as <see cref="WithDataVolume"/> does
    /// unless a folder was chosen already.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="interval">Has no influence: changes are logged as they come, which loses less than any snapshot.</param>
    /// <param name="keysChangedThreshold">Has no influence, for the same reason.</param>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1) =>
        builder.Resource.Backend().DataFolder is null ? builder.WithDataVolume() : builder;

    /// <summary>Takes another password, or none.</summary>
    public static IResourceBuilder<RedisResource> WithPassword(
        this IResourceBuilder<RedisResource> builder, IResourceBuilder<ParameterResource>? password)
    {
        builder.Resource.PasswordParameter = password?.Resource;
        builder.Resource.Backend().Password = password?.Resource;
        return builder;
    }

    /// <summary>Takes a fixed port, or any free one.</summary>
    public static IResourceBuilder<RedisResource> WithHostPort(this IResourceBuilder<RedisResource> builder, int? port) =>
        builder.WithEndpoint(RedisResource.PrimaryEndpointName, endpoint => endpoint.Port = port);

    private static IResourceBuilder<RedisResource> WithDataFolder(this IResourceBuilder<RedisResource> builder, string folder)
    {
        builder.Resource.Backend().DataFolder = folder;
        return builder;
    }

    internal static BackendAnnotation Backend(this IResource resource) =>
        resource.Annotations.OfType<BackendAnnotation>().Last();
}
