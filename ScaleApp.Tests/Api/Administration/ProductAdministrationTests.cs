using ScaleApp.Api.Catalog;

namespace ScaleApp.Tests.Api.Administration;

public class ProductAdministrationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly object Valid = new { name = "Chair", price = 19.99, stock = 7 };

    [RequiresFact("redis-server", "postgres")]
    public async Task Stock_from_before_a_sale_is_refused()
    {
        using var customer = await api.First.SignInAsync();
        var version = await VersionAsync(7);
        await customer.OrderAsync((7, 1));
        var stock = await api.Database.StockAsync(7);

        using var without = await api.First.PutProductAsync(7, Valid, version: "");
        using var stale = await api.First.PutProductAsync(7, Valid, version: version);

        Assert.Equal(HttpStatusCode.PreconditionRequired, without.StatusCode);
        await stale.ProblemAsync(HttpStatusCode.PreconditionFailed);
        Assert.Equal(stock, await api.Database.StockAsync(7));

        using var current = await api.First.PutProductAsync(7, Valid, version: await VersionAsync(7));
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
        Assert.Equal(await VersionAsync(7), current.Headers.ETag?.Tag);
        Assert.Equal(7, await api.Database.StockAsync(7));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Price_changes_without_a_version_and_leaves_the_stock()
    {
        var stock = await api.Database.StockAsync(10);

        using var response = await api.First.PutProductAsync(10, new { name = "Table", price = 5 }, version: "");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(stock, (await response.Content.ReadFromJsonAsync<ProductDetails>())!.Stock);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("")]
    [InlineData("a key")]
    [InlineData("A KEY FOR TESTS")]
    public async Task Change_with_a_wrong_key_is_unauthorized(string key)
    {
        using var response = await api.First.Client.SendAsync("PUT", "/api/admin/products/6", Valid, ("X-Api-Key", key), ("If-Match", "*"));

        var problem = await response.ProblemAsync(HttpStatusCode.Unauthorized);
        Assert.StartsWith("X-Api-Key is not the key", problem.GetProperty("detail").GetString());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Invalid_token_beside_a_key_is_what_is_refused()
    {
        using var response = await api.First.Client.SendAsync(
            "PUT", "/api/admin/products/6", Valid, ("X-Api-Key", "a key"), ("Authorization", "Bearer invalid"), ("If-Match", "*"));

        var problem = await response.ProblemAsync(HttpStatusCode.Unauthorized);
        Assert.StartsWith("Sign in", problem.GetProperty("detail").GetString());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Key_is_refused_when_none_is_configured()
    {
        await using var replica = await ApiReplica.StartAsync(api.Redis.ConnectionString, api.Database.ConnectionString, "Admin:ApiKey=");

        using var response = await replica.PutProductAsync(6, Valid);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<string> VersionAsync(int product)
    {
        using var response = await api.Second.Administrator.GetAsync($"/api/admin/products/{product}");
        return response.Headers.ETag!.Tag;
    }
}
