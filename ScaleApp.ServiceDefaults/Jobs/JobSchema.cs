using Hangfire.PostgreSql;
using Npgsql;
using ScaleApp.ServiceDefaults.Jobs;

namespace ScaleApp.ServiceDefaults;

/// <summary>The tables of jobs that are kept in PostgreSQL.</summary>
public static class JobSchema
{
    private const long Lock = 4_270_350_811;

    /// <summary>Creates the tables or brings them up to date. Several processes may do so at the same time.</summary>
    public static async Task InstallAsync(string connectionString, CancellationToken ct)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);

        // The installer does not wait for another one, and it has transactions of its own: the lock is held by a second connection.
        await using var holder = await database.OpenConnectionAsync(ct);
        await using var transaction = await holder.BeginTransactionAsync(ct);
        await using var acquire = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({Lock})", holder, transaction);
        await acquire.ExecuteNonQueryAsync(ct);

        await using var connection = await database.OpenConnectionAsync(ct);
        PostgreSqlObjectsInstaller.Install(connection, PostgresJobBackend.Schema);
    }
}
