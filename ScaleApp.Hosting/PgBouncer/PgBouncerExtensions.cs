using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ScaleApp.Hosting;

public static class PgBouncerExtensions
{
    internal const string Setting = "PgBouncer";

    /// <summary>
    /// With the setting <c>PgBouncer=true</c> adds <c>pgbouncer</c> in transaction mode, and leads all references to databases of the server through
    /// it, but for direct connections (<see cref="ConnectionPoolExtensions.WithDirectConnection"/>). It is an installed server.
    /// </summary>
    /// <remarks>
    /// A connection is the server's for a transaction only, so what belongs to a session does not work through it: LISTEN, prepared
    /// statements, temporary tables, advisory locks of a session, SET. Call <see cref="ConnectionPoolExtensions.WithConnectionPools"/> first.
    /// </remarks>
    /// <param name="postgres">The server.</param>
    /// <param name="poolSize">How many connections to the server it may open. Default: 40.</param>
    /// <exception cref="DistributedApplicationException">The setting is on, and servers are containers.</exception>
    public static IResourceBuilder<PostgresServerResource> WithPgBouncer(this IResourceBuilder<PostgresServerResource> postgres, int poolSize = 40)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(poolSize, 1);
        var application = postgres.ApplicationBuilder;
        if (!application.ExecutionContext.IsRunMode || !application.Configuration.GetValue(Setting, false))
        {
            return postgres;
        }

        var server = postgres.Resource;
        ConnectionPoolsAnnotation.Require(server, nameof(WithPgBouncer));
        InstalledOnly.Check(application, Setting);
        var pooler = new PgBouncerResource("pgbouncer", server, poolSize);
        application.AddResource(pooler)
            .WithEndpoint(name: PgBouncerResource.EndpointName, scheme: "tcp")
            .WithEnvironment(context => SetVariables(context, pooler))
            .WithIconName("ArrowRouting")
            .WithParentRelationship(server)
            .WithHealthCheck(AddHealthCheck(application, pooler))
            .ExcludeFromManifest()
            .WaitFor(postgres);

        return postgres;
    }

    private static void SetVariables(EnvironmentCallbackContext context, PgBouncerResource pooler)
    {
        var model = context.ExecutionContext.Services.GetRequiredService<DistributedApplicationModel>();
        var reserve = pooler.Server.Annotations.OfType<ConnectionPoolsAnnotation>().Last().Reserve;
        context.EnvironmentVariables["POSTGRES_USER"] = pooler.Server.UserNameReference;
        context.EnvironmentVariables["POSTGRES_PASSWORD"] = pooler.Server.PasswordParameter;
        context.EnvironmentVariables["PGBOUNCER_SERVER_PORT"] = pooler.Server.PrimaryEndpoint.Property(EndpointProperty.Port);
        context.EnvironmentVariables["PGBOUNCER_POOL_SIZE"] = $"{pooler.PoolSize}";
        context.EnvironmentVariables["PGBOUNCER_MAX_CLIENTS"] = $"{new ConnectionPlan(model, pooler.Server, reserve).PoolerClients}";
    }

    /// <summary>A statement that has gone through to the server and back.</summary>
    private static string AddHealthCheck(IDistributedApplicationBuilder application, PgBouncerResource pooler)
    {
        var key = $"{pooler.Name}_check";
        application.Services.AddHealthChecks().AddAsyncCheck(key, async ct =>
        {
            try
            {
                await using var connection = new NpgsqlConnection(await pooler.To("postgres").GetValueAsync(ct));
                await connection.OpenAsync(ct);
                await using var command = new NpgsqlCommand("SELECT 1", connection);
                await command.ExecuteScalarAsync(ct);
                return HealthCheckResult.Healthy();
            }
            catch (NpgsqlException error)
            {
                return HealthCheckResult.Unhealthy($"{pooler.Name} leads to no server: {error.GetBaseException().Message}");
            }
        });

        return key;
    }
}
