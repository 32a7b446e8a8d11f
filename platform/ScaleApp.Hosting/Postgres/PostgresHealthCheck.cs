using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Postgres;

/// <summary>Signs in and runs a query, as a client would.</summary>
/// <param name="resource">The server or database.</param>
/// <param name="database">The database to sign in to; the connection string's own when null.</param>
internal sealed class PostgresHealthCheck(IResourceWithConnectionString resource, string? database) : IHealthCheck
{
    /// <summary>How long the server may take for all of it.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            var connectionString = await resource.GetConnectionStringAsync(deadline.Token).ConfigureAwait(false);
            var connection = new NpgsqlConnection(PostgresConnections.ForHost(connectionString, database));
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync(deadline.Token).ConfigureAwait(false);
                var command = new NpgsqlCommand("SELECT 1", connection);
                await using (command.ConfigureAwait(false))
                {
                    await command.ExecuteScalarAsync(deadline.Token).ConfigureAwait(false);
                }
            }

            return HealthCheckResult.Healthy();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"It did not answer a query within {Deadline.TotalSeconds} s.");
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"It does not answer queries: {error.Message}");
        }
    }
}
