namespace ScaleApp.Tests.Data;

/// <summary>A database as text, one line for each column, constraint and index, so that two databases can be compared.</summary>
internal static class DatabaseText
{
    private const string Sql =
        """
        SELECT line FROM (
            SELECT format('%s.%s %s null=%s default=%s identity=%s storage=%s', table_name, column_name,
                          format_type(a.atttypid, a.atttypmod), is_nullable, column_default, is_identity, a.attstorage) AS line
            FROM information_schema.columns c
            JOIN pg_attribute a ON a.attrelid = format('%I', c.table_name)::regclass AND a.attname = c.column_name
            WHERE table_schema = 'public'
            UNION ALL
            SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL
            SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        ) AS everything
        WHERE line NOT LIKE '%EFMigrationsHistory%' AND line NOT LIKE '%ef_migrations_history%'
        ORDER BY line COLLATE "C"
        """;

    public static async Task<List<string>> OfAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}
