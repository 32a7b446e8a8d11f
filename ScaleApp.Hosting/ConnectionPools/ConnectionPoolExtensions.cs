using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>The connections of a PostgreSQL server, divided among the processes that use it.</summary>
public static class ConnectionPoolExtensions
{
    // What WithReference adds.
    private const string ReferenceRelationship = "Reference";

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
        ArgumentNullException.ThrowIfNull(postgres);
        ArgumentOutOfRangeException.ThrowIfNegative(reserve);

        // All references and replicas of the model are known only then.
        postgres.ApplicationBuilder.Eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            SetPoolSizes(started.Model, postgres.Resource, reserve);
            return Task.CompletedTask;
        });

        return postgres;
    }

    internal static void SetPoolSizes(DistributedApplicationModel model, PostgresServerResource server, int reserve)
    {
        var clients = model.Resources.Where(resource => References(resource, server)).ToArray();
        if (clients is [])
        {
            return;
        }

        var size = PoolSize(server.Name, server.GetMaxConnections(), reserve, clients.Sum(client => client.GetReplicaCount()));
        foreach (var client in clients)
        {
            client.Annotations.Add(new EnvironmentCallbackAnnotation(context => Limit(context.EnvironmentVariables, server, size)));
        }
    }

    internal static int PoolSize(string server, int maxConnections, int reserve, int processes)
    {
        var size = (maxConnections - reserve) / processes;
        return size >= 2
            ? size
            : throw new DistributedApplicationException(
                $"PostgreSQL '{server}' has max_connections={maxConnections}, of which {reserve} are reserved: too few for {processes} " +
                $"processes, which need two each. Set WithMaxConnections({(processes * 2) + reserve}) or more, or run fewer replicas.");
    }

    private static bool References(IResource resource, PostgresServerResource server) =>
        resource is IResourceWithEnvironment && resource.Annotations.OfType<ResourceRelationshipAnnotation>().Any(relationship =>
            relationship.Type == ReferenceRelationship &&
            relationship.Resource is PostgresDatabaseResource database && database.Parent == server);

    private static void Limit(Dictionary<string, object> variables, PostgresServerResource server, int size)
    {
        foreach (var (name, value) in variables.ToArray())
        {
            if (value is ConnectionStringReference { Resource: PostgresDatabaseResource database } && database.Parent == server)
            {
                var limited = new ReferenceExpressionBuilder();
                limited.Append($"{database.ConnectionStringExpression}");
                limited.AppendLiteral($";Maximum Pool Size={size}");
                variables[name] = limited.Build();
            }
        }
    }
}
