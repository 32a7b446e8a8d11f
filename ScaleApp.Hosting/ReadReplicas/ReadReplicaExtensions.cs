using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace ScaleApp.Hosting;

public static class ReadReplicaExtensions
{
    internal const string Setting = "ReadReplica";

    // What the primary keeps for a standby that is behind. More would fill its disk.
    private const string KeptLog = "max_slot_wal_keep_size=1GB";

    /// <summary>
    /// With the setting <c>ReadReplica=true</c> adds <c>{name}-replica</c>, a streaming hot standby, and puts it into the connection strings
    /// of all references as a second host. It is a new copy at each start, from an installed server (<see cref="InstalledServersExtensions"/>).
    /// </summary>
    /// <remarks>
    /// Npgsql goes to the primary with these connection strings (<c>Target Session Attributes=primary</c>) unless a data source asks for
    /// the standby. Call <see cref="ConnectionPoolExtensions.WithConnectionPools"/> first.
    /// </remarks>
    /// <exception cref="DistributedApplicationException">The setting is on, and servers are containers.</exception>
    public static IResourceBuilder<PostgresServerResource> WithReadReplica(this IResourceBuilder<PostgresServerResource> postgres)
    {
        var application = postgres.ApplicationBuilder;
        if (!application.ExecutionContext.IsRunMode || !application.Configuration.GetValue(Setting, false))
        {
            return postgres;
        }

        ConnectionPoolsAnnotation.Require(postgres.Resource, nameof(WithReadReplica));
        InstalledOnly.Check(application, Setting);
        var primary = postgres.Resource;
        application.AddPostgres($"{primary.Name}-replica", application.CreateUserName(primary), application.CreateResourceBuilder(primary.PasswordParameter))
            .WithAnnotation(new StandbyAnnotation(primary))
            .WithArgs(context =>
            {
                // A standby refuses to start with fewer than its primary.
                context.Args.Add("-c");
                context.Args.Add($"max_connections={primary.GetMaxConnections()}");
            })
            .WithEnvironment("STANDBY_PRIMARY_PORT", primary.PrimaryEndpoint.Property(EndpointProperty.Port))
            .WithEnvironment("STANDBY_SLOT", $"{primary.Name}_replica".Replace('-', '_').ToLowerInvariant())
            .WithIconName("DatabaseMultiple")
            .WithParentRelationship(primary)
            .WaitFor(postgres);

        return postgres.WithArgs("-c", KeptLog);
    }

    private static IResourceBuilder<ParameterResource>? CreateUserName(this IDistributedApplicationBuilder application, PostgresServerResource primary) =>
        primary.UserNameParameter is { } name ? application.CreateResourceBuilder(name) : null;
}

internal sealed record StandbyAnnotation(PostgresServerResource Primary) : IResourceAnnotation;
