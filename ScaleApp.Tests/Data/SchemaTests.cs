using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace ScaleApp.Tests.Data;

public class SchemaTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    [Fact]
    public void Model_has_no_changes_without_a_migration()
    {
        using var context = ShopDatabase.Context("Host=unused");

        Assert.False(context.Database.HasPendingModelChanges(), "Run: dotnet ef migrations add NAME --project ScaleApp.Data");
    }

    [RequiresFact("postgres")]
    public async Task Migrated_database_equals_the_model()
    {
        var fromModel = await ShopDatabase.CreateAsync();
        try
        {
            await using (var drop = fromModel.Source.CreateCommand("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
            {
                await drop.ExecuteNonQueryAsync();
            }

            await using var context = fromModel.Context();
            await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync();

            Assert.Equal(await DatabaseText.OfAsync(fromModel.Source), await DatabaseText.OfAsync(database.Source));
        }
        finally
        {
            await fromModel.DisposeAsync();
        }
    }

    [RequiresFact("postgres")]
    public async Task Every_migration_can_be_reverted()
    {
        var own = await ShopDatabase.CreateAsync();
        try
        {
            await using var context = own.Context();
            await context.GetService<IMigrator>().MigrateAsync(Migration.InitialDatabase);

            Assert.Equal(0L, await own.ScalarAsync<long>(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> '__EFMigrationsHistory'"));
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [RequiresFact("postgres")]
    public async Task File_contents_are_stored_uncompressed() =>
        Assert.Equal('e', await database.ScalarAsync<char>(
            "SELECT attstorage FROM pg_attribute WHERE attrelid = 'file_chunks'::regclass AND attname = 'content'"));

    [RequiresFact("postgres")]
    public async Task Best_sellers_are_read_from_an_index()
    {
        await using var plan = database.Source.CreateCommand(
            "SET enable_seqscan = off; EXPLAIN SELECT id FROM products ORDER BY units_sold DESC, id LIMIT 50");
        await using var reader = await plan.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        Assert.Contains(lines, line => line.Contains("ix_products_best_sellers", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("Sort", StringComparison.Ordinal));
    }
}
