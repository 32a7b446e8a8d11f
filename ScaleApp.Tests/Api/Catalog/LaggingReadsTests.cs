using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Api.Catalog;
using ScaleApp.Api.Orders;
using ScaleApp.Data.Orders;
using ScaleApp.ServiceDefaults;
using ScaleApp.Tests.Api.Orders;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Catalog;

/// <summary>Two replicas of the API over a primary and a standby that has stopped replaying, which a long bound leaves in use.</summary>
public sealed class LaggingReadsTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly RedisServer _redis = new();
    private PostgresServer? _primary;
    private PostgresServer? _standby;
    private ApiReplica? _first;
    private ApiReplica? _second;

    private ApiReplica First => _first!;

    private ApiReplica Second => _second!;

    [RequiresFact("redis-server", "postgres", "pg_basebackup")]
    public async Task Order_just_changed_is_in_the_history_despite_the_lag()
    {
        using var customer = await First.SignInAsync();
        using var elsewhere = customer.On(Second);
        var first = await customer.OrderAsync((1, 1));
        await CaughtUpAsync();
        await _standby!.ExecuteAsync("SELECT pg_wal_replay_pause()");

        var second = await customer.OrderAsync((1, 1));
        Assert.Equal([second.Id, first.Id], await HistoryAsync(elsewhere));

        (await customer.Client.DeleteAsync($"/api/orders/{first.Id}")).EnsureSuccessStatusCode();
        var page = (await elsewhere.GetFromJsonAsync<OrderPage>("/api/orders"))!;
        Assert.Equal(OrderStatus.Cancelled, page.Items[1].Status);

        // Without the note the standby would have been asked, and it has one order, which is not cancelled.
        await _redis.CommandAsync("DEL", $"orders:{{{customer.Id}}}:recent");
        Assert.Equal([first.Id], await HistoryAsync(elsewhere));
        Assert.Equal(second.Id, (await elsewhere.GetFromJsonAsync<OrderDetails>($"/api/orders/{second.Id}"))!.Id);
    }

    [RequiresFact("redis-server", "postgres", "pg_basebackup")]
    public async Task Cache_is_never_filled_from_a_standby_without_the_change()
    {
        await CaughtUpAsync();
        await _standby!.ExecuteAsync("SELECT pg_wal_replay_pause()");
        var before = (await First.Client.GetFromJsonAsync<ProductPage>("/api/products?limit=1"))!.Items[0];

        (await First.PutProductAsync(before.Id, new { name = "New name", price = before.Price, stock = 5 })).EnsureSuccessStatusCode();

        Assert.Equal("New name", (await First.Client.GetFromJsonAsync<ProductDetails>($"/api/products/{before.Id}"))!.Name);
        Assert.Equal(before.Name, (await First.Client.GetFromJsonAsync<ProductPage>("/api/products?limit=1"))!.Items[0].Name);
    }

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server", "postgres", "pg_basebackup"]) is not null)
        {
            return;
        }

        await _redis.InitializeAsync();
        _primary = await PostgresServer.StartAsync();
        await _primary.ExecuteAsync("ALTER ROLE postgres SET synchronous_commit = on");
        await ShopDatabase.CreateAsync(_primary);
        _standby = await _primary.StartStandbyAsync();
        var database = _primary.ConnectionStringWith(_standby, "shop");
        _first = await ApiReplica.StartAsync(_redis.ConnectionString, database, "Database:ReadReplica:MaxLag=00:05:00");
        _second = await ApiReplica.StartAsync(_redis.ConnectionString, database, "Database:ReadReplica:MaxLag=00:05:00");
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        foreach (var started in (IAsyncDisposable?[])[_second, _first, _standby, _primary])
        {
            await (started?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await _redis.DisposeAsync();
    }

    private static async Task<Guid[]> HistoryAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<OrderPage>("/api/orders"))!.Items.Select(order => order.Id)];

    /// <summary>Both replicas use the standby, and it has everything.</summary>
    private async Task CaughtUpAsync()
    {
        foreach (var replica in (ApiReplica[])[First, Second])
        {
            var reads = replica.Services.GetRequiredService<ReadReplica>();
            await Eventually.IsTrueAsync(() => reads.IsUsed, "the standby is used");
            await using var command = (await reads.CaughtUpSourceAsync(CancellationToken.None)).CreateCommand("SELECT pg_is_in_recovery()");
            Assert.True((bool)(await command.ExecuteScalarAsync())!);
        }
    }
}
