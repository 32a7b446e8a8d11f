using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Npgsql;
using ScaleApp.Data.Seeding;

namespace ScaleApp.Data.Migrations;

/// <summary>Brings a database to the newest schema and puts the sample data in, once, however many processes try.</summary>
/// <remarks>
/// All of it happens under an advisory lock: a second process waits and then finds nothing to do. A database that is up to
/// date is recognised by one query, before the EF model is built, because that is what nearly every start finds.
/// </remarks>
public sealed partial class ShopMigrator(NpgsqlDataSource database, TimeProvider time, ILogger<ShopMigrator> logger)
{
    // Any number will do, as long as nothing else in the same database locks it.
    private const long AdvisoryLock = 0x5CA1_EA99_0001;

    private static readonly TimeSpan SchemaTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Applies what is missing. Safe to call again, and at the same time from several processes.</summary>
    /// <param name="plan">How much sample data is to be there; null for none.</param>
    /// <param name="ct">Stops waiting and working; what is not committed is undone.</param>
    /// <returns>Whether anything was changed.</returns>
    /// <exception cref="NpgsqlException">The database is away, or refuses a change.</exception>
    public async Task<bool> MigrateAsync(SeedPlan? plan, CancellationToken ct = default)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (await IsUpToDateAsync(connection, plan, ct))
        {
            LogUpToDate(connection.Database);
            return false;
        }

        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({AdvisoryLock})", connection)
        {
            CommandTimeout = (int)SchemaTimeout.TotalSeconds,
        };
        await command.ExecuteNonQueryAsync(ct);
        try
        {
            return await MigrateLockedAsync(connection, plan, ct);
        }
        finally
        {
            // Not cancelled: the connection goes back to the pool, and the lock must not go with it.
            command.CommandText = $"SELECT pg_advisory_unlock({AdvisoryLock})";
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private async Task<bool> MigrateLockedAsync(NpgsqlConnection connection, SeedPlan? plan, CancellationToken ct)
    {
        if (await IsUpToDateAsync(connection, plan, ct))
        {
            LogUpToDate(connection.Database);
            return false;
        }

        var options = new DbContextOptionsBuilder<ShopContext>().UseNpgsql(connection).Options;
        await using (var context = new ShopContext(options))
        {
            context.Database.SetCommandTimeout(SchemaTimeout);
            await context.Database.MigrateAsync(ct);
        }

        LogMigrated(connection.Database, KnownMigrations()[^1]);
        var started = time.GetTimestamp();
        if (plan is not null && await ShopSeeder.SeedAsync(connection, plan, time, ct))
        {
            LogSeeded(plan.Products, plan.Customers, plan.OrderLines, (long)time.GetElapsedTime(started).TotalMilliseconds);
        }

        return true;
    }

    private static async Task<bool> IsUpToDateAsync(NpgsqlConnection connection, SeedPlan? plan, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT "MigrationId" FROM "{HistoryRepository.DefaultTableName}"
            WHERE NOT $2 OR EXISTS (SELECT FROM applied_seeds WHERE name = $1)
            """, connection)
        {
            Parameters = { new() { Value = ShopSeeder.Name }, new() { Value = plan is not null } },
        };
        try
        {
            var applied = new HashSet<string>();
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                applied.Add(reader.GetString(0));
            }

            return applied.IsSupersetOf(KnownMigrations());
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }

    /// <summary>The ids of the migrations in this assembly, oldest first.</summary>
    internal static string[] KnownMigrations() =>
    [
        .. typeof(ShopMigrator).Assembly.GetTypes()
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
            .OfType<string>()
            .Order(StringComparer.Ordinal),
    ];

    [LoggerMessage(5000, LogLevel.Information, "Database {Database} is up to date, there is nothing to migrate")]
    private partial void LogUpToDate(string database);

    [LoggerMessage(5001, LogLevel.Information, "Database {Database} is at migration {Migration}")]
    private partial void LogMigrated(string database, string migration);

    [LoggerMessage(5002, LogLevel.Information,
        "Seeded {Products} products, {Customers} customers and {OrderLines} order lines in {Milliseconds} ms")]
    private partial void LogSeeded(int products, int customers, int orderLines, long milliseconds);
}
