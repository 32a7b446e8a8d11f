using Npgsql;

namespace ScaleApp.Data.Seeding;

/// <summary>
/// Takes the keys and indexes off tables that are about to be filled and puts them back afterwards, inside the caller's
/// transaction. Building an index or checking a foreign key for a whole table at once takes a quarter of the time.
/// </summary>
internal sealed class DeferredKeys
{
    // Foreign keys go first and come back last, because they rest on the keys of other tables.
    private const string Definitions =
        """
        SELECT drop, restore FROM (
            SELECT 0 AS rank, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
                   format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS restore
            FROM pg_constraint WHERE conrelid = ANY($1::text[]::regclass[]) AND contype = 'f'
            UNION ALL
            SELECT 1, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
                   format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE conrelid = ANY($1::text[]::regclass[]) AND contype = 'p'
            UNION ALL
            SELECT 2, format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
            FROM pg_index WHERE indrelid = ANY($1::text[]::regclass[])
                AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype = 'p')
        ) AS keys
        ORDER BY rank, drop
        """;

    private readonly NpgsqlConnection _connection;
    private readonly List<string> _restore;

    private DeferredKeys(NpgsqlConnection connection, List<string> restore) => (_connection, _restore) = (connection, restore);

    /// <summary>Drops what is on the tables and remembers it.</summary>
    public static async Task<DeferredKeys> DropAsync(NpgsqlConnection connection, string[] tables, CancellationToken ct)
    {
        var drop = new List<string>();
        var restore = new List<string>();
        await using (var command = new NpgsqlCommand(Definitions, connection) { Parameters = { new() { Value = tables } } })
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                drop.Add(reader.GetString(0));
                restore.Insert(0, reader.GetString(1));
            }
        }

        await ExecuteAsync(connection, drop, ct);
        return new DeferredKeys(connection, restore);
    }

    /// <summary>Puts everything back as it was; fails when the rows do not satisfy it.</summary>
    public Task RestoreAsync(CancellationToken ct) => ExecuteAsync(_connection, _restore, ct);

    private static async Task ExecuteAsync(NpgsqlConnection connection, List<string> statements, CancellationToken ct)
    {
        if (statements is [])
        {
            return;
        }

        await using var command = new NpgsqlCommand(string.Join(";\n", statements), connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
