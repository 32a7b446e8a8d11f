using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ScaleApp.Data;
using ScaleApp.Data.Schema;
using ScaleApp.Data.Seeding;

namespace ScaleApp.Tests.Support;

/// <summary>
/// A migrated and seeded database of the test class's own (<c>IClassFixture&lt;ShopDatabase&gt;</c>), copied from a template that the
/// first test creates.
/// </summary>
public sealed class ShopDatabase : IAsyncLifetime
{
    /// <summary>The seeded rows: enough for pages and best sellers, few enough to copy in milliseconds.</summary>
    internal static readonly SeedPlan Plan = new(Products: 250, Customers: 50, OrderLines: 1_000);

    private const string Template = "shop_template";

    private static readonly Lazy<Task> LazyTemplate = new(() => MakeTemplateAsync(PostgresServer.Shared));

    private readonly string _name = $"shop_{Guid.NewGuid():N}";
    private PostgresServer? _server;
    private NpgsqlDataSource? _source;

    public string ConnectionString { get; private set; } = "";

    internal NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("The database was not made.");

    /// <summary>Creates a database in the shared server outside a fixture.</summary>
    public static async Task<ShopDatabase> CreateAsync()
    {
        var database = new ShopDatabase();
        await database.InitializeAsync();
        return database;
    }

    /// <summary>Creates the shop's database in a test's own server, and returns the connection string.</summary>
    internal static async Task<string> CreateAsync(PostgresServer server)
    {
        await server.ExecuteAsync("CREATE DATABASE shop");
        await MigrateAsync(server.ConnectionString("shop"));
        return server.ConnectionString("shop");
    }

    /// <summary>Does nothing without PostgreSQL: the tests are then skipped, or fail one by one.</summary>
    public async Task InitializeAsync()
    {
        if (Requirement.Find("postgres") is null)
        {
            return;
        }

        await LazyTemplate.Value;
        _server = await PostgresServer.Shared;
        await _server.ExecuteAsync($"CREATE DATABASE {_name} TEMPLATE {Template}");
        ConnectionString = _server.ConnectionString(_name);
        _source = NpgsqlDataSource.Create(ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null && _source is not null)
        {
            await _source.DisposeAsync();
            await _server.ExecuteAsync($"DROP DATABASE {_name} WITH (FORCE)");
        }
    }

    internal ShopContext Context() =>
        new(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(Source).UseShopConventions().Options);

    internal static ShopContext Context(string connectionString) =>
        new(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(connectionString).UseShopConventions().Options);

    internal static ShopMigrator Migrator(ShopContext shop) =>
        new(shop, new ShopSeeder(shop, TimeProvider.System, NullLogger<ShopSeeder>.Instance),
            new AdministratorSeeder(shop, TimeProvider.System, NullLogger<AdministratorSeeder>.Instance));

    /// <summary>The first column of the first row.</summary>
    internal async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task MakeTemplateAsync(Task<PostgresServer> starting)
    {
        var server = await starting;
        await server.ExecuteAsync($"CREATE DATABASE {Template}");
        await MigrateAsync(server.ConnectionString(Template));
    }

    private static async Task MigrateAsync(string connectionString)
    {
        // Without a pool: a template with an open connection cannot be copied.
        await using var shop = Context(connectionString + ";Pooling=false");
        await Migrator(shop).MigrateAsync(Plan, administrator: null, CancellationToken.None);
    }
}
