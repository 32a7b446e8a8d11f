using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Postgres;

namespace ScaleApp.Hosting;

/// <summary>Adds PostgreSQL.</summary>
public static class PostgresVerbs
{
    /// <summary>Adds a PostgreSQL server. Its data goes when it stops unless <see cref="WithDataVolume"/> says otherwise.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="userName">The superuser; <c>postgres</c> when null.</param>
    /// <param name="password">Its password; a generated one, kept between runs, when null.</param>
    /// <param name="port">The port; any free one when null.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        ResourceName.Validate(name);
        var parameter = password?.Resource ?? ParameterVerbs.CreatePassword(builder, $"{name}-password");
        var server = new PostgresServerResource(name, userName?.Resource, parameter);
        var healthCheck = AddHealthCheck(builder, name, server, "postgres");

        return builder.AddResource(server)
            .WithAnnotation(new EndpointAnnotation(
                ProtocolType.Tcp, name: PostgresServerResource.PrimaryEndpointName, port: port, isProxied: false))
            .WithAnnotation(new ContainerImageAnnotation { Registry = "docker.io", Image = "library/postgres", Tag = "17" })
            .WithAnnotation(new BackendAnnotation(BackendKinds.Postgres)
            {
                EndpointName = PostgresServerResource.PrimaryEndpointName,
                UserName = server.UserNameReference,
                Password = parameter,
                MaxConnections = PoolBudget.FindMaxConnections(builder.Configuration),
            })
            .WithHealthCheck(healthCheck)
            .OnResourceReady((resource, _, cancellationToken) =>
                DatabaseCreator.CreateMissingAsync(resource, cancellationToken));
    }

    /// <summary>Adds a database. It is created when the server is ready and does not have it.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The resource's name, and that of its connection string.</param>
    /// <param name="databaseName">The name on the server; the resource's when null.</param>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var server = builder.Resource;
        var database = new PostgresDatabaseResource(name, databaseName ?? name, server);
        var added = builder.ApplicationBuilder.AddResource(database);
        server.AddDatabase(name, database.DatabaseName);
        return added
            .WithParentRelationship(server)
            .WithHealthCheck(AddHealthCheck(builder.ApplicationBuilder, name, database, null));
    }

    /// <summary>Keeps the data between runs, in the AppHost's <c>.scaleapp/data</c>.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The folder's name; the resource's when null.</param>
    /// <param name="isReadOnly">Must be false: a server that may not write cannot start.</param>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(isReadOnly, true);
        builder.Resource.Backend().DataFolder =
            builder.ApplicationBuilder.FindDataFolder(name ?? builder.Resource.Name);
        return builder;
    }

    /// <summary>Keeps the data between runs, in a folder of one's own.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="source">The folder, from the AppHost's.</param>
    /// <param name="isReadOnly">Must be false.</param>
    public static IResourceBuilder<PostgresServerResource> WithDataBindMount(
        this IResourceBuilder<PostgresServerResource> builder, string source, bool isReadOnly = false)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(isReadOnly, true);
        builder.Resource.Backend().DataFolder = Path.GetFullPath(source, builder.ApplicationBuilder.AppHostDirectory);
        return builder;
    }

    public static IResourceBuilder<PostgresServerResource> WithPassword(
        this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> password)
    {
        builder.Resource.PasswordParameter = password.Resource;
        builder.Resource.Backend().Password = password.Resource;
        return builder;
    }

    public static IResourceBuilder<PostgresServerResource> WithUserName(
        this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> userName)
    {
        builder.Resource.UserNameParameter = userName.Resource;
        builder.Resource.Backend().UserName = userName.Resource;
        return builder;
    }

    /// <summary>Takes a fixed port, or any free one.</summary>
    public static IResourceBuilder<PostgresServerResource> WithHostPort(
        this IResourceBuilder<PostgresServerResource> builder, int? port) =>
        builder.WithEndpoint(PostgresServerResource.PrimaryEndpointName, endpoint => endpoint.Port = port);

    private static string AddHealthCheck(
        IDistributedApplicationBuilder builder, string name, IResourceWithConnectionString resource, string? database)
    {
        var key = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, _ => new PostgresHealthCheck(resource, database), HealthStatus.Unhealthy, tags: null));
        return key;
    }
}
