using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ScaleApp.ServiceDefaults;

/// <summary>Stops the start of a service that PostgreSQL refuses: with a wrong secret a replica would be ready, and fail every request.</summary>
/// <remarks>A server that is unavailable stops no start, because it comes back by itself.</remarks>
internal sealed class DatabaseAccessCheck(NpgsqlDataSource database, string connectionName) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
        }
        catch (PostgresException refusal) when (refusal.SqlState is PostgresErrorCodes.InvalidPassword
            or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName)
        {
            throw new InvalidOperationException(
                $"PostgreSQL refuses the connection of ConnectionStrings:{connectionName} ({refusal.SqlState}: {refusal.MessageText}). "
                + "Correct the user, the password or the database there, and start the service again.", refusal);
        }
        catch (NpgsqlException)
        {
            // Unavailable: each request says so, and the health of the dependencies.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
