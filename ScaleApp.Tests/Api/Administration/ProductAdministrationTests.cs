using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using ScaleApp.Api.Catalog;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Administration;

public class ProductAdministrationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly object Valid = new { name = "Chair", price = 19.99, stock = 7 };

    [RequiresFact("redis-server", "postgres")]
    public async Task An_update_is_there_for_every_replica()
    {
        using var response = await api.First.PutProductAsync(5, Valid);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var product = await api.Second.Client.GetFromJsonAsync<ProductDetails>("/api/products/5");
        Assert.Equal(("Chair", 19.99m, 7), (product!.Name, product.Price, product.Stock));
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a key")]
    [InlineData("A KEY FOR TESTS")]
    public async Task Without_the_key_nothing_is_changed(string? key)
    {
        using var response = await api.First.PutProductAsync(6, new { name = "Mine", price = 0, stock = 0 }, key);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEqual("Mine", await api.Database.ScalarAsync<string>("SELECT name FROM products WHERE id = 6"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Nobody_is_an_administrator_when_no_key_is_configured()
    {
        await using var replica = await ApiReplica.StartAsync(api.Redis.ConnectionString, api.Database.ConnectionString, "Admin:ApiKey=");

        using var response = await replica.PutProductAsync(6, Valid);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_product_that_is_not_there_is_not_found()
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
    [InlineData("""{"name":"x","price":1}""")]
    [InlineData("""{"name":"a\u0000b","price":1,"stock":1}""")]
    [InlineData("""{"name":["x"],"price":1,"stock":1}""")]
    [InlineData("""null""")]
    [InlineData("""{""")]
    [InlineData("")]
    public async Task A_product_that_makes_no_sense_is_refused_with_a_problem(string body)
    {
        using var response = await PutAsync(new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_name_of_more_than_200_characters_is_refused()
    {
        using var response = await api.First.PutProductAsync(8, new { name = new string('x', 201), price = 1, stock = 1 });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_body_of_ten_megabytes_is_refused_as_too_large()
    {
        var content = new ByteArrayContent(new byte[10 * 1024 * 1024]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await PutAsync(content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_body_that_is_not_json_is_refused_as_such()
    {
        using var response = await PutAsync(new StringContent("<x/>", Encoding.UTF8, "text/xml"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
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
