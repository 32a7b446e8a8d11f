using ScaleApp.Api.Catalog;

namespace ScaleApp.Tests.Api.Catalog;

public class ProductsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
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

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("/api/products/2147483647", HttpStatusCode.NotFound)]
    [InlineData("/api/products/0", HttpStatusCode.BadRequest)]
    [InlineData("/api/products/abc", HttpStatusCode.BadRequest)]
    [InlineData("/api/products/2147483648", HttpStatusCode.BadRequest)]
    [InlineData("/api/products?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/products?limit=101", HttpStatusCode.BadRequest)]
    [InlineData("/api/products/top?count=101", HttpStatusCode.BadRequest)]
    [InlineData("/api/products/top?count=1.5", HttpStatusCode.BadRequest)]
    [InlineData("/api/products?after=-1", HttpStatusCode.BadRequest)]
    public async Task Invalid_request_is_a_problem(string address, HttpStatusCode expected)
    {
        using var response = await api.First.Client.GetAsync(address);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
