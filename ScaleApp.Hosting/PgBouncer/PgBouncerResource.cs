using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>PgBouncer in transaction mode, in front of a PostgreSQL server. It runs as an installed server only.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="server">Where its connections lead.</param>
/// <param name="poolSize">How many of them there may be.</param>
public sealed class PgBouncerResource(string name, PostgresServerResource server, int poolSize)
    : ContainerResource(name), IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";

    public PostgresServerResource Server { get; } = server;

    /// <summary>How many connections it may have open to the server, for each database.</summary>
    public int PoolSize { get; } = poolSize;

    public EndpointReference Endpoint => new(this, EndpointName);

    /// <summary>Leads to its console: <c>SHOW POOLS</c>, <c>SHOW SERVERS</c>.</summary>
    public ReferenceExpression ConnectionStringExpression => To("pgbouncer");

    internal ReferenceExpression To(string database)
    {
        var builder = new ReferenceExpressionBuilder();
        builder.Append($"Host={Endpoint.Property(EndpointProperty.Host)};Port={Endpoint.Property(EndpointProperty.Port)}");
        builder.Append($";Username={Server.UserNameReference};Password={Server.PasswordParameter}");

        // The console knows no transactions, parameters or types.
        builder.AppendLiteral($";Database={database};Pooling=false;Timeout=3;Command Timeout=3;Server Compatibility Mode=NoTypeLoading");
        return builder.Build();
    }
}
