using System.Globalization;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Postgres;

/// <summary>A connection string with the size of the pool that its user may have.</summary>
internal sealed class PooledConnectionString(
    IEnumerable<IResource> resources, PostgresServerResource server, IResourceWithConnectionString connection)
    : IValueProvider, IManifestExpressionProvider, IValueWithReferences
{
    public string ValueExpression => connection.ValueExpression;

    public IEnumerable<object> References => [connection];

    /// <summary>The connection string for a resource: with a pool size where it is PostgreSQL's, else as it is.</summary>
    public static IValueProvider For(
        IDistributedApplicationBuilder builder, IResourceWithConnectionString connection) =>
        PoolBudget.FindServer(connection) is { } server
            ? new PooledConnectionString(builder.Resources, server, connection)
            : connection;

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var connectionString = await connection.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        var share = new PoolBudget(resources, server).Share.ToString(CultureInfo.InvariantCulture);
        return $"{connectionString};Maximum Pool Size={share}";
    }
}
