using ScaleApp.Data;
using ScaleApp.Data.Schema;
using ScaleApp.Data.Seeding;

namespace ScaleApp.Tests.Support;

/// <summary>
/// A migrated and seeded database of the test class's own (<c>IClassFixture&lt;ShopDatabase&gt;</c>), copied from a template that the
/// first test creates.
/// </summary>
public sealed class ShopDatabase : EmptyDatabase
{
    /// <summary>The seeded rows: enough for pages and best sellers, few enough to copy in milliseconds.</summary>
    internal static readonly SeedPlan Plan = new(Products: 250, Customers: 50, OrderLines: 1_000);

    private const string Template = "shop_template";

    private static readonly Lazy<Task> LazyTemplate = new(() => MakeTemplateAsync(PostgresServer.Shared));

    /// <summary>Creates a database in the shared server outside a fixture.</summary>
    public static new async Task<ShopDatabase> CreateAsync()
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

    internal ShopContext Context() =>
        new(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(Source).UseShopConventions().Options);

    internal static ShopContext Context(string connectionString) =>
        new(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(connectionString).UseShopConventions().Options);

    internal static ShopMigrator Migrator(ShopContext shop) =>
        new(shop, new ShopSeeder(shop, TimeProvider.System, NullLogger<ShopSeeder>.Instance),
            new AdministratorSeeder(shop, TimeProvider.System, NullLogger<AdministratorSeeder>.Instance));

    private protected override async Task<string> TemplateAsync()
    {
        await LazyTemplate.Value;
        return Template;
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
