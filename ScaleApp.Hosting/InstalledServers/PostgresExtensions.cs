using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

public static class PostgresExtensions
{
    /// <summary>PostgreSQL's own default.</summary>
    public const int DefaultMaxConnections = 100;

    /// <summary>Sets <c>max_connections</c> of the server, as a container and as an installed server.</summary>
    public static IResourceBuilder<PostgresServerResource> WithMaxConnections(
        this IResourceBuilder<PostgresServerResource> builder, int maxConnections)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConnections, 1);

        return builder
            .WithAnnotation(new MaxConnectionsAnnotation(maxConnections), ResourceAnnotationMutationBehavior.Replace)
            .WithArgs(context =>
            {
                // The last call counts.
                if (builder.Resource.GetMaxConnections() == maxConnections)
                {
                    context.Args.Add("-c");
                    context.Args.Add($"max_connections={maxConnections}");
                }
            });
    }

    /// <summary>The <c>max_connections</c> of the server, for the sizes of its clients' pools.</summary>
    public static int GetMaxConnections(this PostgresServerResource postgres) =>
        postgres.TryGetLastAnnotation<MaxConnectionsAnnotation>(out var set) ? set.Value : DefaultMaxConnections;

    private sealed record MaxConnectionsAnnotation(int Value) : IResourceAnnotation;
}
