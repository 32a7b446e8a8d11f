using ScaleApp.Tests.Hosting;

namespace ScaleApp.Tests.Eng;

/// <summary>The scripts that an operator runs, on a shop with orders and on an empty server.</summary>
public sealed class BackupTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scaleapp-backup-");

    [RequiresFact("postgres", "pg_dump", "pg_restore", "psql")]
    public async Task Restored_shop_has_every_row_of_its_backup()
    {
        var file = Path.Combine(_folder.FullName, "shop.dump");
        Assert.Contains("Backed up", await RunAsync("backup.sh", shop.ConnectionString, 0, file));
        await using var empty = await PostgresServer.StartAsync();

        await RunAsync("restore.sh", empty.ConnectionString("shopdb"), 0, file);

        var expected = await ContentAsync(shop.ConnectionString);
        Assert.Equal(expected, await ContentAsync(empty.ConnectionString("shopdb")));
        Assert.Contains(expected, table => table.StartsWith("orders ", StringComparison.Ordinal) && !table.EndsWith(" 0 ", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(file));
        await using var migrated = ShopDatabase.Context(empty.ConnectionString("shopdb") + ";Pooling=false");
        await ShopDatabase.Migrator(migrated).MigrateAsync(ShopDatabase.Plan, administrator: null, CancellationToken.None);
        Assert.Equal(expected, await ContentAsync(empty.ConnectionString("shopdb")));
    }

    [RequiresFact("postgres", "pg_dump", "pg_restore", "psql")]
    public async Task Database_with_tables_is_not_restored_into()
    {
        var file = Path.Combine(_folder.FullName, "shop.dump");
        await RunAsync("backup.sh", shop.ConnectionString, 0, file);

        Assert.Contains("a restore overwrites nothing", await RunAsync("restore.sh", shop.ConnectionString, 1, file));
        Assert.Contains("replaces nothing", await RunAsync("backup.sh", shop.ConnectionString, 1, file));
    }

    [RequiresFact("postgres", "pg_dump", "pg_restore", "psql")]
    public async Task Failed_backup_leaves_no_file_and_damaged_restores_nothing()
    {
        var file = Path.Combine(_folder.FullName, "shop.dump");
        var missing = new NpgsqlConnectionStringBuilder(shop.ConnectionString) { Database = "no_such_shop" }.ConnectionString;

        Assert.Contains("The backup of no_such_shop failed", await RunAsync("backup.sh", missing, 1, file));
        Assert.Equal(["pgpass"], _folder.EnumerateFiles().Select(left => left.Name));

        await File.WriteAllTextAsync(file, "not a dump");
        Assert.Contains("Nothing was restored", await RunAsync("restore.sh", missing, 1, file));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static UnixFileMode Mode(string file) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file);

    /// <summary>Each table with its number of rows and a digest of them, in any order.</summary>
    private static async Task<string[]> ContentAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        var tables = new List<string>();
        await using (var list = source.CreateCommand("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var contents = new List<string>();
        foreach (var table in tables)
        {
            await using var digest = source.CreateCommand(
                $"SELECT format('{table} %s %s', count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text)))) FROM {table} t");
            contents.Add((string)(await digest.ExecuteScalarAsync())!);
        }

        return [.. contents];
    }

    /// <summary>Runs a script as an operator does, with the password in a file, and returns what it said.</summary>
    private async Task<string> RunAsync(string script, string connectionString, int exitCode, string file)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var passwords = Path.Combine(_folder.FullName, "pgpass");
        await File.WriteAllTextAsync(passwords, $"*:*:*:*:{to.Password}");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(passwords, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var start = new ProcessStartInfo(Path.Combine(TestTopology.RepositoryFolder(), "eng", script), [file, to.Database!])
        {
            Environment = { ["PGHOST"] = to.Host, ["PGPORT"] = $"{to.Port}", ["PGUSER"] = to.Username, ["PGPASSFILE"] = passwords },
        };
        var (ended, said) = await Command.TryAsync(start);
        Assert.True(ended == exitCode, said);
        return said;
    }
}
