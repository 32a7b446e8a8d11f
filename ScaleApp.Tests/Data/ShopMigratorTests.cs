using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ScaleApp.Data.Customers;
using ScaleApp.Data.Seeding;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Data;

public class ShopMigratorTests : IAsyncLifetime
{
    private static readonly SeedPlan Small = new(Products: 20, Customers: 10, OrderLines: 50);

    private readonly string _name = $"migrate_{Guid.NewGuid():N}";
    private PostgresServer? _server;
    private NpgsqlDataSource? _source;

    private string ConnectionString => _server!.ConnectionString(_name);

    public async Task InitializeAsync()
    {
        if (Requirement.Find("postgres") is not null)
        {
            _server = await PostgresServer.Shared;
            await _server.ExecuteAsync($"CREATE DATABASE {_name}");
            _source = NpgsqlDataSource.Create(ConnectionString);
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is not null && _source is not null)
        {
            await _source.DisposeAsync();
            await _server.ExecuteAsync($"DROP DATABASE {_name} WITH (FORCE)");
        }
    }

    [RequiresFact("postgres")]
    public async Task Five_concurrent_migrators_migrate_and_seed_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MigrateAsync(Small)));

        await using var shop = ShopDatabase.Context(ConnectionString);
        Assert.Equal(shop.Database.GetMigrations(), await shop.Database.GetAppliedMigrationsAsync());
        Assert.Equal(20L, await CountAsync("products"));
        Assert.Equal(50L, await CountAsync("order_lines"));
    }

    [RequiresFact("postgres")]
    public async Task Migrated_database_is_not_changed()
    {
        await MigrateAsync(Small);
        await ExecuteAsync("UPDATE products SET name = 'mine' WHERE id = 1");

        await MigrateAsync(Small);

        Assert.Equal(1L, await CountAsync("products WHERE name = 'mine'"));
        Assert.Equal(20L, await CountAsync("products"));
    }

    [RequiresFact("postgres")]
    public async Task Database_migrated_without_a_seed_can_be_seeded_later()
    {
        await MigrateAsync(plan: null);
        Assert.Equal(0L, await CountAsync("products"));

        await MigrateAsync(Small);
        Assert.Equal(20L, await CountAsync("products"));
    }

    [RequiresFact("postgres")]
    public async Task Failed_migration_applies_nothing_and_can_be_repeated()
    {
        // The migration creates other tables before it fails at this one.
        await ExecuteAsync("CREATE TABLE order_lines (id int)");

        await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync(Small));
        Assert.Equal(1L, await CountAsync("pg_tables WHERE schemaname = 'public' AND tablename <> '__EFMigrationsHistory'"));

        await ExecuteAsync("DROP TABLE order_lines");
        await MigrateAsync(Small);
        Assert.Equal(50L, await CountAsync("order_lines"));
    }

    [RequiresFact("postgres")]
    public async Task Failed_seed_writes_nothing_and_can_be_repeated()
    {
        await MigrateAsync(plan: null);
        await ExecuteAsync("ALTER TABLE order_lines ADD CONSTRAINT ck_test CHECK (number < 3)");

        await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync(Small));
        Assert.Equal(0L, await CountAsync("products"));

        await ExecuteAsync("ALTER TABLE order_lines DROP CONSTRAINT ck_test");
        await MigrateAsync(Small);
        Assert.Equal(20L, await CountAsync("products"));
        Assert.Equal(50L, await CountAsync("order_lines"));
    }

    [RequiresFact("postgres")]
    public async Task Administrator_is_added_once_and_has_the_configured_password()
    {
        const string Email = "administrator@example.com";
        await MigrateAsync(plan: null);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => MigrateAsync(plan: null, new SeedAdministrator(Email, "the first password"))));
        Assert.True(await SignsInAsync("the first password"));

        await MigrateAsync(plan: null, new SeedAdministrator(Email, "another password"));
        Assert.True(await SignsInAsync("another password"));
        Assert.False(await SignsInAsync("the first password"));

        async Task<bool> SignsInAsync(string password)
        {
            await using var shop = ShopDatabase.Context(ConnectionString);
            var account = await shop.Customers.SingleAsync();
            Assert.Equal((Email, CustomerRoles.Administrator), (account.Email, account.Role));
            return new PasswordHasher<Customer>().VerifyHashedPassword(account, account.PasswordHash!, password) is PasswordVerificationResult.Success;
        }
    }

    private async Task MigrateAsync(SeedPlan? plan, SeedAdministrator? administrator = null)
    {
        await using var shop = ShopDatabase.Context(ConnectionString);
        await ShopDatabase.Migrator(shop).MigrateAsync(plan, administrator, CancellationToken.None);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _source!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string rows)
    {
        await using var command = _source!.CreateCommand($"SELECT count(*) FROM {rows}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
