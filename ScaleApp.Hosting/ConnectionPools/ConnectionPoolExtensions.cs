using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

public static class ConnectionPoolExtensions
{
    /// <summary>
    /// Gives each process that references a database of this server an equal share of its connections, as
    /// <c>Maximum Pool Size</c> in the connection string: (<c>max_connections</c> - <paramref name="reserve"/>) / processes.
    /// </summary>
    /// <remarks>
    /// Npgsql's default is 100 connections a process, and PostgreSQL's is 100 in all: without a share the second busy replica
    /// gets "too many clients already". A project counts as often as <c>WithReplicas</c> says.
    /// </remarks>
    /// <param name="postgres">The server.</param>
    /// <param name="reserve">Connections for administration, health checks and database creation. Default: 10.</param>
    /// <exception cref="DistributedApplicationException">At start: fewer than two connections are left for each process.</exception>
    public static IResourceBuilder<PostgresServerResource> WithConnectionPools(
        this IResourceBuilder<PostgresServerResource> postgres, int reserve = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reserve);

        // All references and replicas of the model are known only then.
        postgres.ApplicationBuilder.Eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            Apply(new ConnectionPlan(started.Model, postgres.Resource, reserve));
            return Task.CompletedTask;
        });

        return postgres.WithAnnotation(new ConnectionPoolsAnnotation(reserve), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>
    /// Gives the resource <c>ConnectionStrings__{name}-direct</c> as well where its reference to the database leads through PgBouncer: for
    /// what needs a session of its own, as migrations and LISTEN do.
    /// </summary>
    public static IResourceBuilder<T> WithDirectConnection<T>(this IResourceBuilder<T> builder) where T : IResourceWithEnvironment =>
        builder.WithAnnotation(new DirectConnectionAnnotation());

    internal static void Apply(ConnectionPlan plan)
    {
        foreach (var client in plan.Clients)
        {
            client.Annotations.Add(new EnvironmentCallbackAnnotation(context => SetConnectionStrings(plan, client, context.EnvironmentVariables)));
            if (plan.Pooler is { } pooler)
            {
                client.Annotations.Add(new WaitAnnotation(pooler, WaitType.WaitUntilHealthy));
            }
        }
    }

    private static void SetConnectionStrings(ConnectionPlan plan, IResource client, Dictionary<string, object> variables)
    {
        foreach (var (name, value) in variables.ToArray())
        {
            if (value is not ConnectionStringReference { Resource: PostgresDatabaseResource database } || database.Parent != plan.Server)
            {
                continue;
            }

            variables[name] = plan is { Pooler: null, Standby: null }
                ? Limited(database, plan.PoolSize)
                : Hosts(plan, database);
            if (plan.Pooler is not null && ConnectionPlan.NeedsDirect(client))
            {
                variables[$"{name}-direct"] = Limited(database, ConnectionPlan.DirectPoolSize);
            }
        }
    }

    private static ReferenceExpression Limited(PostgresDatabaseResource database, int size)
    {
        var limited = new ReferenceExpressionBuilder();
        limited.Append($"{database.ConnectionStringExpression}");
        limited.AppendLiteral($";Maximum Pool Size={size}");
        return limited.Build();
    }

    /// <summary>Through PgBouncer, which shares sessions, to the primary; the standby beside it. Npgsql asks each host what it is.</summary>
    private static ReferenceExpression Hosts(ConnectionPlan plan, PostgresDatabaseResource database)
    {
        var hosts = new ReferenceExpressionBuilder();
        hosts.Append($"Host={(plan.Pooler?.Endpoint ?? plan.Server.PrimaryEndpoint).Property(EndpointProperty.HostAndPort)}");
        if (plan.Standby is { } standby)
        {
            hosts.Append($",{standby.PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
        }

        hosts.Append($";Username={plan.Server.UserNameReference};Password={plan.Server.PasswordParameter}");
        hosts.AppendLiteral($";Database={database.DatabaseName}");
        hosts.AppendLiteral(plan.Standby is null ? "" : ";Target Session Attributes=primary");
        hosts.AppendLiteral(plan.Pooler is null ? "" : ";No Reset On Close=true");
        hosts.AppendLiteral($";Maximum Pool Size={plan.PoolSize}");
        return hosts.Build();
    }
}

internal sealed record ConnectionPoolsAnnotation(int Reserve) : IResourceAnnotation
{
    public static void Require(PostgresServerResource server, string caller)
    {
        if (!server.Annotations.OfType<ConnectionPoolsAnnotation>().Any())
        {
            throw new InvalidOperationException($"{caller} changes the connection strings that WithConnectionPools makes. Call that on '{server.Name}' first.");
        }
    }
}

internal sealed record DirectConnectionAnnotation : IResourceAnnotation;
