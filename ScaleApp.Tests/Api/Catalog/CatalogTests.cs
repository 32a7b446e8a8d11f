using ScaleApp.Api.Catalog;

namespace ScaleApp.Tests.Api.Catalog;

public class CatalogTests(ApiFixture api) : IClassFixture<ApiFixture>
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

    [RequiresFact("redis-server", "postgres")]
    public async Task Pages_list_every_product_once()
    {
        var seen = new List<int>();
        int? after = 0;
        while (after is not null)
        {
            var page = await api.First.Client.GetFromJsonAsync<ProductPage>($"/api/products?limit=60&after={after}");
            seen.AddRange(page!.Items.Select(product => product.Id));
            after = page.Next;
        }

        Assert.Equal(Enumerable.Range(1, ShopDatabase.Plan.Products), seen);
    }
}
