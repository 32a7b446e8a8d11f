using System.Net;
using System.Net.Http.Json;
using ScaleApp.Api.Cart;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Cart;

public class CartTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task What_two_tabs_add_at_the_same_time_is_all_in_the_cart()
    {
        using var customer = await api.First.SignInAsync();
        using var otherTab = customer.On(api.Second);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            AddAsync(i % 2 == 0 ? customer.Client : otherTab, product: 1 + (i % 4 / 2), quantity: 2)));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        var cart = await otherTab.GetFromJsonAsync<CartContent>("/api/cart");
        Assert.Equal([(1, 40), (2, 40)], cart!.Items.Select(item => (item.ProductId, item.Quantity)));
        Assert.Equal(cart.Items.Sum(item => item.Price * 40), cart.Total);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_quantity_is_set_a_product_taken_out_and_the_cart_emptied()
    {
        using var customer = await api.First.SignInAsync();
        await AddAsync(customer.Client, 1, 5);
        await AddAsync(customer.Client, 2, 5);
        await AddAsync(customer.Client, 3, 5);

        using var set = await customer.Client.PutAsJsonAsync("/api/cart/items/1", new { quantity = 3 });
        using var zero = await customer.Client.PutAsJsonAsync("/api/cart/items/2", new { quantity = 0 });
        using var removed = await customer.Client.DeleteAsync("/api/cart/items/3");

        Assert.Equal(3, (await set.Content.ReadFromJsonAsync<CartItem>())!.Quantity);
        var cart = await customer.Client.GetFromJsonAsync<CartContent>("/api/cart");
        Assert.Equal((1, 3), Assert.Single(cart!.Items.Select(item => (item.ProductId, item.Quantity))));

        using var emptied = await customer.Client.DeleteAsync("/api/cart");
        Assert.Equal(HttpStatusCode.NoContent, emptied.StatusCode);
        Assert.Empty((await customer.Client.GetFromJsonAsync<CartContent>("/api/cart"))!.Items);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task The_cart_is_the_sessions_and_nobody_elses()
    {
        using var customer = await api.First.SignInAsync();
        using var other = await api.First.SignInAsync();
        await AddAsync(customer.Client, 1, 1);

        Assert.Empty((await other.Client.GetFromJsonAsync<CartContent>("/api/cart"))!.Items);
        using var nobody = await api.First.Client.GetAsync("/api/cart");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData(0, 1, HttpStatusCode.BadRequest)]
    [InlineData(1, 0, HttpStatusCode.BadRequest)]
    [InlineData(1, -1, HttpStatusCode.BadRequest)]
    [InlineData(1, 1_001, HttpStatusCode.BadRequest)]
    [InlineData(1_000_000, 1, HttpStatusCode.NotFound)]
    public async Task What_makes_no_sense_is_not_put_into_the_cart(int product, int quantity, HttpStatusCode status)
    {
        using var customer = await api.First.SignInAsync();

        Assert.Equal(status, await AddAsync(customer.Client, product, quantity));
        Assert.Empty((await customer.Client.GetFromJsonAsync<CartContent>("/api/cart"))!.Items);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_cart_holds_so_many_products_and_no_more()
    {
        await using var replica = await api.StartReplicaAsync("Sessions:MaxFields=2");
        using var customer = await replica.SignInAsync();

        Assert.Equal(HttpStatusCode.OK, await AddAsync(customer.Client, 1, 1));
        Assert.Equal(HttpStatusCode.OK, await AddAsync(customer.Client, 2, 1));
        Assert.Equal(HttpStatusCode.Conflict, await AddAsync(customer.Client, 3, 1));
        Assert.Equal(HttpStatusCode.OK, await AddAsync(customer.Client, 2, 1));
    }

    private static async Task<HttpStatusCode> AddAsync(HttpClient client, int product, int quantity)
    {
        using var response = await client.PostAsJsonAsync("/api/cart/items", new { productId = product, quantity });
        return response.StatusCode;
    }
}
