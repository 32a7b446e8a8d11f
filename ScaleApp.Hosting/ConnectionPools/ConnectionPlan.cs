using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>How the connections of a PostgreSQL server are divided among the processes that use it.</summary>
internal sealed class ConnectionPlan
{
    /// <summary>For a process that migrates or listens: one at work, and one to spare.</summary>
    public const int DirectPoolSize = 2;

    // Besides the pool each process has one connection to each server that it compares with the others.
    private const int ComparingConnections = 1;

    // What WithReference adds.
    private const string ReferenceRelationship = "Reference";

    /// <exception cref="DistributedApplicationException">The connections do not suffice.</exception>
    public ConnectionPlan(DistributedApplicationModel model, PostgresServerResource server, int reserve)
    {
        Server = server;
        Reserve = reserve;
        Clients = [.. model.Resources.Where(References)];
        Standby = model.Resources.OfType<PostgresServerResource>().FirstOrDefault(
            candidate => candidate.Annotations.OfType<StandbyAnnotation>().Any(standby => standby.Primary == server));
        Pooler = model.Resources.OfType<PgBouncerResource>().FirstOrDefault(pooler => pooler.Server == server);
        PoolSize = Clients is [] ? 0 : Share(server.Name, MaxConnections, reserve, Processes, Standby is null ? 0 : ComparingConnections);
        if (DirectConnections + reserve + (Pooler?.PoolSize ?? 0) is var needed && Pooler is not null && needed > MaxConnections)
        {
            throw new DistributedApplicationException(
                $"PgBouncer '{Pooler.Name}' may open {Pooler.PoolSize} connections to PostgreSQL '{server.Name}', {DirectConnections} are direct and {reserve} " +
                $"reserved: more than max_connections={MaxConnections}. Set WithMaxConnections({needed}) or more, or give WithPgBouncer a smaller pool.");
        }
    }

    public PostgresServerResource Server { get; }

    public int Reserve { get; }

    public IReadOnlyList<IResource> Clients { get; }

    public PostgresServerResource? Standby { get; }

    public PgBouncerResource? Pooler { get; }

    public int MaxConnections => Server.GetMaxConnections();

    public int Processes => Clients.Sum(client => client.GetReplicaCount());

    /// <summary>The <c>Maximum Pool Size</c> of each process, for each host of its connection string.</summary>
    public int PoolSize { get; }

    /// <summary>What each process may have open to each host.</summary>
    public int ConnectionsPerProcess => PoolSize + (Standby is null ? 0 : ComparingConnections);

    /// <summary>The connections that lead past PgBouncer.</summary>
    public int DirectConnections => Pooler is null ? 0 : Clients.Where(NeedsDirect).Sum(client => client.GetReplicaCount()) * DirectPoolSize;

    /// <summary>What PgBouncer admits: the pools of all processes, and some for administration.</summary>
    public int PoolerClients => (Processes * ConnectionsPerProcess) + Reserve;

    public static bool NeedsDirect(IResource client) => client.Annotations.OfType<DirectConnectionAnnotation>().Any();

    /// <summary>An equal share of what is not reserved, less what a process needs besides its pool.</summary>
    internal static int Share(string server, int maxConnections, int reserve, int processes, int besides)
    {
        var size = ((maxConnections - reserve) / processes) - besides;
        return size >= 2
            ? size
            : throw new DistributedApplicationException(
                $"PostgreSQL '{server}' has max_connections={maxConnections}, of which {reserve} are reserved: too few for {processes} " +
                $"processes, which need {2 + besides} each. Set WithMaxConnections({(processes * (2 + besides)) + reserve}) or more, or run fewer replicas.");
    }

    private bool References(IResource resource) =>
        resource is IResourceWithEnvironment && resource.Annotations.OfType<ResourceRelationshipAnnotation>().Any(relationship =>
            relationship.Type == ReferenceRelationship &&
            relationship.Resource is PostgresDatabaseResource database && database.Parent == Server);
}
