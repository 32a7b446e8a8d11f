using ScaleApp.Api.Catalog;
using ScaleApp.Api.Orders;
using ScaleApp.Data.Orders;

namespace ScaleApp.Tests.Api.Catalog;

/// <summary>Two replicas of the API over a primary and a standby that has stopped replaying, which a long bound leaves in use.</summary>
public sealed class LaggingReadsTests() : TestWithServers("redis-server", "postgres", "pg_basebackup")
{
    private RedisServer _redis = null!;
    private PostgresServer _standby = null!;
    private ApiReplica _first = null!;
    private ApiReplica _second = null!;

    [RequiresFact("redis-server", "postgres", "pg_basebackup")]
    public async Task Order_just_changed_is_in_the_history_despite_the_lag()
    {
        using var customer = await _first.SignInAsync();
        using var elsewhere = customer.On(_second);
        var first = await customer.OrderAsync((1, 1));
        await CaughtUpAsync();
        await _standby.ExecuteAsync("SELECT pg_wal_replay_pause()");

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
        await _standby.ExecuteAsync("SELECT pg_wal_replay_pause()");
        var before = (await _first.Client.GetFromJsonAsync<ProductPage>("/api/products?limit=1"))!.Items[0];

        (await _first.PutProductAsync(before.Id, new { name = "New name", price = before.Price, stock = 5 })).EnsureSuccessStatusCode();

        Assert.Equal("New name", (await _first.Client.GetFromJsonAsync<ProductDetails>($"/api/products/{before.Id}"))!.Name);
        Assert.Equal(before.Name, (await _first.Client.GetFromJsonAsync<ProductPage>("/api/products?limit=1"))!.Items[0].Name);
    }

    private protected override async Task StartAsync()
    {
        _redis = await OwnAsync(RedisServer.StartAsync());
        var primary = await OwnAsync(PostgresServer.StartAsync());
        await primary.ExecuteAsync("ALTER ROLE postgres SET synchronous_commit = on");
        await ShopDatabase.CreateAsync(primary);
        _standby = await OwnAsync(primary.StartStandbyAsync());
        var database = primary.ConnectionStringWith(_standby, "shop");
        _first = await OwnAsync(ApiReplica.StartAsync(_redis.ConnectionString, database, "Database:ReadReplica:MaxLag=00:05:00"));
        _second = await OwnAsync(ApiReplica.StartAsync(_redis.ConnectionString, database, "Database:ReadReplica:MaxLag=00:05:00"));
    }

    private static async Task<Guid[]> HistoryAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<OrderPage>("/api/orders"))!.Items.Select(order => order.Id)];

    /// <summary>Both replicas use the standby, and it has everything.</summary>
    private async Task CaughtUpAsync()
    {
        foreach (var replica in (ApiReplica[])[_first, _second])
        {
            var reads = replica.Services.GetRequiredService<ReadReplica>();
            await Eventually.IsTrueAsync(() => reads.IsUsed, "the standby is used");
            await using var command = (await reads.CaughtUpSourceAsync(CancellationToken.None)).CreateCommand("SELECT pg_is_in_recovery()");
            Assert.True((bool)(await command.ExecuteScalarAsync())!);
        }
    }
}
