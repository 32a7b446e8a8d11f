using ScaleApp.Data;
using ScaleApp.Data.Catalog;

namespace ScaleApp.Tests.Api.Catalog;

/// <summary>Changes whose process could not publish them: a worker publishes them by the job committed with them.</summary>
public sealed class CatalogChangeTests(ShopDatabase database) : TestWithServers("redis-server", "postgres"), IClassFixture<ShopDatabase>
{
    private RedisServer _redis = null!;
    private ApiReplica _api = null!;

    private HttpClient Client => _api.Client;

    private protected override async Task StartAsync()
    {
        // Cached entries survive a restart of Redis.
        _redis = await OwnAsync(RedisServer.StartAsync(appendOnly: true));
        _api = await OwnAsync(ApiReplica.StartAsync(_redis.ConnectionString, database.ConnectionString));
        await OwnAsync(WorkerReplica.StartAsync(_redis.ConnectionString, database.ConnectionString));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Change_of_a_process_that_dies_is_published_twice()
    {
        await RememberAsync();
        await using var shop = database.Context();
        await RenameAsync(shop, "Committed");
        shop.EnqueueProductInvalidation([1]);
        await shop.SaveChangesAsync();
        await SeenAsync("Committed");

        // Nothing publishes this change, and cached entries are valid for five minutes.
        await RenameAsync(shop, "Changed again");
        await SeenAsync("Changed again");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Change_during_a_Redis_outage_is_published_afterwards()
    {
        await RememberAsync();
        await _redis.KillAsync();

        using var update = await _api.PutProductAsync(1, new { name = "Made without Redis", price = 1, stock = 1 });
        Assert.Equal(HttpStatusCode.OK, update.StatusCode);

        await _redis.RestartAsync();
        await SeenAsync("Made without Redis");
    }

    private static Task RenameAsync(ShopContext shop, string name) =>
        shop.Products.Where(product => product.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(product => product.Name, name));

    private async Task RememberAsync()
    {
        await using var shop = database.Context();
        await shop.Products.Where(product => product.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(product => product.UnitsSold, 1_000_000));
        await Client.GetStringAsync("/api/products/1");
        await Client.GetStringAsync("/api/products/top?count=5");
    }

    private async Task SeenAsync(string name)
    {
        await Eventually.IsAsync(() => Client.GetStringAsync("/api/products/1"), product => product.Contains(name, StringComparison.Ordinal),
            "the product's page shows the change", TimeSpan.FromSeconds(30));
        await Eventually.IsAsync(() => Client.GetStringAsync("/api/products/top?count=5"), top => top.Contains(name, StringComparison.Ordinal),
            "the best sellers show the change", TimeSpan.FromSeconds(30));
    }
}
