using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using ScaleApp.Api.Catalog;
using ScaleApp.Tests.Api.Orders;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Administration;

public class ProductAdministrationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly object Valid = new { name = "Chair", price = 19.99, stock = 7 };

    [RequiresFact("redis-server", "postgres")]
    public async Task Update_is_visible_on_every_replica()
    {
        using var response = await api.First.PutProductAsync(5, Valid);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var product = await api.Second.Client.GetFromJsonAsync<ProductDetails>("/api/products/5");
        Assert.Equal(("Chair", 19.99m, 7), (product!.Name, product.Price, product.Stock));
    }

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

    [RequiresFact("redis-server", "postgres")]
    public async Task Unknown_product_is_not_found()
    {
        using var response = await api.First.PutProductAsync(1_000_000, Valid);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("""{"name":"","price":1,"stock":1}""")]
    [InlineData("""{"name":"x","price":-0.01,"stock":1}""")]
    [InlineData("""{"name":"x","price":1.999,"stock":1}""")]
    [InlineData("""{"name":"x","price":99999999999999999999,"stock":1}""")]
    [InlineData("""{"name":"x","price":1,"stock":-1}""")]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"a\u0000b","price":1,"stock":1}""")]
    [InlineData("""{"name":["x"],"price":1,"stock":1}""")]
    [InlineData("""null""")]
    [InlineData("""{""")]
    [InlineData("")]
    public async Task Invalid_product_is_refused_with_a_problem(string body)
    {
        using var response = await PutAsync(new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Name_of_more_than_200_characters_is_refused()
    {
        using var response = await api.First.PutProductAsync(8, new { name = new string('x', 201), price = 1, stock = 1 });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Body_of_ten_megabytes_is_refused_as_too_large()
    {
        var content = new ByteArrayContent(new byte[10 * 1024 * 1024]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await PutAsync(content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Body_that_is_not_JSON_is_refused_as_such()
    {
        using var response = await PutAsync(new StringContent("<x/>", Encoding.UTF8, "text/xml"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private async Task<string> VersionAsync(int product)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/admin/products/{product}") { Headers = { { "X-Api-Key", ApiReplica.ApiKey } } };
        using var response = await api.Second.Client.SendAsync(request);
        return response.Headers.ETag!.Tag;
    }

    private async Task<HttpResponseMessage> PutAsync(HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/admin/products/8")
        {
            Content = content,
            Headers = { { "X-Api-Key", ApiReplica.ApiKey } },
        };

        // The server may answer, and end the connection, before all of a large body is sent.
        request.Headers.ExpectContinue = true;
        return await api.First.Client.SendAsync(request);
    }
}
