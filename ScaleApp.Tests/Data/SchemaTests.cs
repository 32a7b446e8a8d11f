using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace ScaleApp.Tests.Data;

public class SchemaTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    // One line for each column, constraint and index.
    private const string Structure =
        """
        SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM (
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
        """;

    [Fact]
    public void Model_has_no_changes_without_a_migration()
    {
        using var context = ShopDatabase.Context("Host=unused");

        Assert.False(context.Database.HasPendingModelChanges(), "Run: dotnet ef migrations add NAME --project ScaleApp.Data");
    }

    [RequiresFact("postgres")]
    public async Task Migrated_database_equals_the_model()
    {
        await using var fromModel = await ShopDatabase.CreateAsync();
        await fromModel.ExecuteAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        await using var context = fromModel.Context();
        await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync();

        Assert.Equal(await fromModel.ScalarAsync<string>(Structure), await database.ScalarAsync<string>(Structure));
    }

    [RequiresFact("postgres")]
    public async Task Every_migration_can_be_reverted()
    {
        await using var own = await ShopDatabase.CreateAsync();
        await using var context = own.Context();

        await context.GetService<IMigrator>().MigrateAsync(Migration.InitialDatabase);

        Assert.Equal(0L, await own.CountAsync("pg_tables WHERE schemaname = 'public' AND tablename <> '__EFMigrationsHistory'"));
    }

    [RequiresFact("postgres")]
    public async Task Best_sellers_are_read_from_an_index()
    {
        var plan = await database.ScalarAsync<string>(
            "SET enable_seqscan = off; EXPLAIN (FORMAT JSON) SELECT id FROM products ORDER BY units_sold DESC, id LIMIT 50");

        Assert.Contains("ix_products_best_sellers", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }
}
