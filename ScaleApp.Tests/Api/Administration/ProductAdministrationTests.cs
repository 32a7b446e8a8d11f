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
        var stock = await api.Database.ScalarAsync<int>("SELECT stock FROM products WHERE id = 7");

        using var without = await api.First.PutProductAsync(7, Valid, version: "");
        using var stale = await api.First.PutProductAsync(7, Valid, version: version);

        Assert.Equal(HttpStatusCode.PreconditionRequired, without.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal("application/problem+json", stale.Content.Headers.ContentType?.MediaType);
        Assert.Equal(stock, await api.Database.ScalarAsync<int>("SELECT stock FROM products WHERE id = 7"));

        using var current = await api.First.PutProductAsync(7, Valid, version: await VersionAsync(7));
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
        Assert.Equal(await VersionAsync(7), current.Headers.ETag?.Tag);
        Assert.Equal(7, await api.Database.ScalarAsync<int>("SELECT stock FROM products WHERE id = 7"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Price_changes_without_a_version_and_leaves_the_stock()
    {
        var stock = await api.Database.ScalarAsync<int>("SELECT stock FROM products WHERE id = 10");

        using var response = await api.First.PutProductAsync(10, new { name = "Table", price = 5 }, version: "");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(stock, (await response.Content.ReadFromJsonAsync<ProductDetails>())!.Stock);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("\"1\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"x\", \"-1\"")]
    public async Task Unknown_versions_match_nothing(string version)
    {
        using var response = await api.First.PutProductAsync(10, Valid, version: version);
        using var unknown = await api.First.PutProductAsync(1_000_000, Valid, version: version);

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a key")]
    [InlineData("A KEY FOR TESTS")]
    public async Task Change_without_the_key_is_unauthorized(string? key)
    {
        using var response = await api.First.PutProductAsync(6, new { name = "Mine", price = 0, stock = 0 }, key);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEqual("Mine", await api.Database.ScalarAsync<string>("SELECT name FROM products WHERE id = 6"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Key_is_refused_when_none_is_configured()
    {
        await using var replica = await ApiReplica.StartAsync(api.Redis.ConnectionString, api.Database.ConnectionString, "Admin:ApiKey=");

        using var response = await replica.PutProductAsync(6, Valid);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("""{"name":"","price":1,"stock":1}""")]
    [InlineData("""{"name":"x","price":-0.01,"stock":1}""")]
    [InlineData("""{"name":"x","price":1.999,"stock":1}""")]
    [InlineData("""{"name":"x","price":99999999999999999999,"stock":1}""")]
    [InlineData("""{"name":"x","price":1,"stock":-1}""")]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"a\u0000b","price":1,"stock":1}""")]
    [InlineData("""{""")]
    [InlineData("")]
    public async Task Invalid_product_is_refused_with_a_problem(string body)
    {
        using var response = await api.First.Administrator.PutAsync("/api/admin/products/8", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private async Task<string> VersionAsync(int product)
    {
        using var response = await api.Second.Administrator.GetAsync($"/api/admin/products/{product}");
        return response.Headers.ETag!.Tag;
    }
}
