using ScaleApp.Api.Catalog;

namespace ScaleApp.Tests.Api.Catalog;

public class BestSellersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task First_answer_is_a_miss_and_later_ones_hit_everywhere()
    {
        var first = await TopAsync(api.First, 7);
        var again = await TopAsync(api.First, 7);
        var elsewhere = await TopAsync(api.Second, 7);

        Assert.Equal(("miss", "hit", "hit"), (first.Cache, again.Cache, elsewhere.Cache));
        Assert.Equal(first.Products, again.Products);
        Assert.Equal(first.Products, elsewhere.Products);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Best_sellers_come_first()
    {
        var (_, products) = await TopAsync(api.First, 100);
        var most = await api.Database.ScalarAsync<int>("SELECT max(units_sold) FROM products");

        Assert.Equal(100, products.Length);
        Assert.Equal(most, products[0].UnitsSold);
        Assert.Equal(products.OrderByDescending(product => product.UnitsSold).ThenBy(product => product.Id), products);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Update_on_one_replica_is_soon_seen_on_all()
    {
        var (_, before) = await TopAsync(api.Second, 3);
        await TopAsync(api.Second, 4);

        using var update = await api.First.PutProductAsync(before[0].Id, new { name = "Renamed", price = 12.34, stock = 5 });
        Assert.Equal(HttpStatusCode.OK, update.StatusCode);

        foreach (var (replica, count) in ((ApiReplica, int)[])[(api.Second, 3), (api.First, 4)])
        {
            var (_, after) = await Eventually.IsAsync(
                () => TopAsync(replica, count), answer => answer.Products[0].Name == "Renamed", "the update is seen");
            Assert.Equal(12.34m, after[0].Price);
        }
    }

    private static async Task<(string? Cache, BestSeller[] Products)> TopAsync(ApiReplica replica, int count)
    {
        using var response = await replica.Client.GetAsync($"/api/products/top?count={count}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (response.Headers.GetValues("X-Cache").Single(), (await response.Content.ReadFromJsonAsync<BestSeller[]>())!);
    }
}
