using System.Globalization;
using Microsoft.Extensions.Configuration;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Postgres;

/// <summary>Shares the connections of a PostgreSQL server out over the processes that may use it at the same time.</summary>
/// <remarks>
/// <para>
/// Every process gets the same share: the server's <c>max_connections</c> less <see cref="Reserve"/>, divided by the processes
/// that may run at once. Each resource that refers to the server or to one of its databases counts with twice its replicas:
/// so far it can be scaled up without asking the server for more than it has.
/// </para>
/// <para>The share is for one pool a process: a program that makes several data sources has to divide it itself.</para>
/// </remarks>
internal sealed class PoolBudget(IEnumerable<IResource> resources, PostgresServerResource server)
{
    /// <summary>The setting for the server's <c>max_connections</c>; 100.</summary>
    public const string MaxConnectionsKey = "ScaleApp:Postgres:MaxConnections";

    /// <summary>
    /// Connections that no pool may take: three for superusers (the server's own default), and what the host's health checks
    /// and a person with psql need.
    /// </summary>
    public const int Reserve = 10;

    public int MaxConnections { get; } = server.Backend().MaxConnections;

    /// <summary>The processes that may use the server at the same time.</summary>
    public int Processes { get; } = Math.Max(1, resources.Where(resource => RefersTo(resource, server))
        .Sum(resource => MaxReplicas(resource.GetReplicaCount())));

    /// <summary>The most connections that one process may hold.</summary>
    /// <exception cref="DistributedApplicationException">There is not one connection for each.</exception>
    public int Share => (MaxConnections - Reserve) / Processes is > 0 and var share
        ? share
        : throw new DistributedApplicationException(
            $"The server '{server.Name}' accepts {MaxConnections} connections, of which {Reserve} are kept back: too few for the "
            + $"{Processes} processes that may use it. Set {MaxConnectionsKey} to at least {Processes + Reserve}.");

    /// <summary>How many replicas a resource that starts with that many may have before the pools are too large.</summary>
    public static int MaxReplicas(int replicas) => Math.Max(1, replicas) * 2;

    public static int FindMaxConnections(IConfiguration configuration)
    {
        if (configuration[MaxConnectionsKey] is not { Length: > 0 } text)
        {
            return 100;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is > Reserve and <= 10_000
            ? value
            : throw new DistributedApplicationException(
                $"{MaxConnectionsKey} must be a number between {Reserve + 1} and 10000, not '{text}'.");
    }

    private static bool RefersTo(IResource resource, PostgresServerResource server) =>
        resource is IResourceWithEnvironment && resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .Where(relationship => relationship.Type == KnownRelationshipTypes.Reference)
            .Any(relationship => ReferenceEquals(FindServer(relationship.Resource), server));

    public static PostgresServerResource? FindServer(IResource resource) => resource switch
    {
        PostgresServerResource server => server,
        PostgresDatabaseResource database => database.Parent,
        _ => null,
    };
}
