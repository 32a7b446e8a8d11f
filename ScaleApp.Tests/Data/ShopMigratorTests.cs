using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ScaleApp.Data.Migrations;
using ScaleApp.Data.Seeding;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Data;

public class ShopMigratorTests : IAsyncLifetime
{
    private static readonly SeedPlan Small = new(Products: 20, Customers: 10, OrderLines: 50);

    private readonly string _name = $"migrate_{Guid.NewGuid():N}";
    private PostgresServer? _server;
    private NpgsqlDataSource? _source;

    public async Task InitializeAsync()
    {
        if (Requirement.Find("postgres") is not null)
        {
            _server = await PostgresServer.Shared;
            await _server.ExecuteAsync($"CREATE DATABASE {_name}");
            _source = NpgsqlDataSource.Create(_server.ConnectionString(_name));
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
    public async Task Five_processes_that_migrate_at_once_do_it_once()
    {
        var sources = Enumerable.Range(0, 5).Select(_ => NpgsqlDataSource.Create(_server!.ConnectionString(_name))).ToArray();

        var changed = await Task.WhenAll(sources.Select(source => Migrator(source).MigrateAsync(Small)));

        Assert.Single(changed, one => one);
        Assert.Equal(20L, await CountAsync("products"));
        Assert.Equal(50L, await CountAsync("order_lines"));
        await Task.WhenAll(sources.Select(source => source.DisposeAsync().AsTask()));
    }

    [RequiresFact("postgres")]
    public async Task A_database_that_is_up_to_date_is_left_alone()
    {
        await Migrator(_source!).MigrateAsync(Small);
        await using (var change = _source!.CreateCommand("UPDATE products SET name = 'mine' WHERE id = 1"))
        {
            await change.ExecuteNonQueryAsync();
        }

        Assert.False(await Migrator(_source!).MigrateAsync(Small));
        await using var read = _source!.CreateCommand("SELECT name FROM products WHERE id = 1");
        Assert.Equal("mine", await read.ExecuteScalarAsync());
    }

    [RequiresFact("postgres")]
    public async Task Without_a_plan_nothing_is_seeded_and_a_later_plan_is_still_honoured()
    {
        Assert.True(await Migrator(_source!).MigrateAsync(plan: null));
        Assert.Equal(0L, await CountAsync("products"));
        Assert.False(await Migrator(_source!).MigrateAsync(plan: null));

        Assert.True(await Migrator(_source!).MigrateAsync(Small));
        Assert.Equal(20L, await CountAsync("products"));
    }

    [RequiresFact("postgres")]
    public async Task The_lock_is_free_again_after_a_failure()
    {
        await using (var spoil = _source!.CreateCommand("CREATE TABLE orders (id int)"))
        {
            await spoil.ExecuteNonQueryAsync();
        }

        await Assert.ThrowsAsync<PostgresException>(() => Migrator(_source!).MigrateAsync(Small));

        await using (var repair = _source!.CreateCommand("DROP TABLE orders"))
        {
            await repair.ExecuteNonQueryAsync();
        }

        await using var other = NpgsqlDataSource.Create(_server!.ConnectionString(_name));
        Assert.True(await Migrator(other).MigrateAsync(Small));
    }

    private static ShopMigrator Migrator(NpgsqlDataSource source) =>
        new(source, TimeProvider.System, NullLogger<ShopMigrator>.Instance);

    private async Task<long> CountAsync(string table)
    {
        await using var command = _source!.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
