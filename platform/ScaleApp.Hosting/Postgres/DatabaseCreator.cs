using Npgsql;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Postgres;

/// <summary>Creates the databases that the topology names and the server does not have.</summary>
internal static class DatabaseCreator
{
    /// <summary>How long the server may take for all of them.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <exception cref="DistributedApplicationException">One cannot be created; the message names it and says why.</exception>
    public static async Task CreateMissingAsync(PostgresServerResource server, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);

        IResourceWithConnectionString resource = server;
        var connectionString = await resource.GetConnectionStringAsync(deadline.Token).ConfigureAwait(false);
        foreach (var name in server.Databases.Values.Distinct(StringComparer.Ordinal))
        {
            try
            {
                await CreateMissingAsync(PostgresConnections.ForHost(connectionString, "postgres"), name, deadline.Token)
                    .ConfigureAwait(false);
            }
            catch (NpgsqlException error)
            {
                throw new DistributedApplicationException(
                    $"The database '{name}' of '{server.Name}' cannot be created: {error.Message}", error);
            }
        }
    }

    private static async Task CreateMissingAsync(string connectionString, string name, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (await ExistsAsync(connection, name, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            try
            {
                // An identifier cannot be a parameter: it is quoted, with its own quotes doubled.
                var quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
#pragma warning disable CA2100 // See above.
                var create = new NpgsqlCommand($"CREATE DATABASE {quoted}", connection);
#pragma warning restore CA2100
                await using (create.ConfigureAwait(false))
                {
                    await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (PostgresException error)
                when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // Somebody else was quicker: before the server looked, or while it was creating.
            }
        }
    }

    private static async Task<bool> ExistsAsync(
        NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        await using (find.ConfigureAwait(false))
        {
            find.Parameters.Add(new NpgsqlParameter { Value = name });
            return await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null;
        }
    }
}
