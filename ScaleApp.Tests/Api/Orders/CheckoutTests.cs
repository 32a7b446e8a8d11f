using System.Net;
using System.Net.Http.Json;
using ScaleApp.Api.Cart;
using ScaleApp.Api.Orders;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Orders;

public sealed class CheckoutTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task The_cart_is_ordered_once_and_is_empty_then()
    {
        await api.Database.ScalarAsync<int>("UPDATE products SET stock = 10 WHERE id IN (40, 41) RETURNING id");
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);
        await AddAsync(customer.Client, 40, 2);
        await AddAsync(other, 41, 3);

        var answers = await Task.WhenAll(CheckOutAsync(customer.Client, "cart"), CheckOutAsync(other, "cart"), CheckOutAsync(other, "cart"));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        var order = (await answers[0].Content.ReadFromJsonAsync<OrderDetails>())!;
        Assert.Equal([(40, 2), (41, 3)], order.Lines.Select(line => (line.ProductId, line.Quantity)).Order());
        Assert.Single((await customer.Client.GetFromJsonAsync<OrderPage>("/api/orders"))!.Items);
        Assert.Empty((await customer.Client.GetFromJsonAsync<CartContent>("/api/cart"))!.Items);
        Assert.Equal(15L, await api.Database.ScalarAsync<long>("SELECT sum(stock) FROM products WHERE id IN (40, 41)"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Of_check_outs_at_once_with_keys_of_their_own_one_gets_the_cart()
    {
        await api.Database.ScalarAsync<int>("UPDATE products SET stock = 10 WHERE id = 43 RETURNING id");
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);
        await AddAsync(customer.Client, 43, 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => CheckOutAsync(n % 2 == 0 ? customer.Client : other, $"tab-{n}")));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Created);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict));
        Assert.Equal(8, await api.Database.ScalarAsync<int>("SELECT stock FROM products WHERE id = 43"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_cart_that_cannot_be_ordered_stays_as_it_is()
    {
        await api.Database.ScalarAsync<int>("UPDATE products SET stock = 1 WHERE id = 42 RETURNING id");
        using var customer = await api.First.SignInAsync();

        using var empty = await CheckOutAsync(customer.Client, "empty");
        await AddAsync(customer.Client, 42, 2);
        using var refused = await CheckOutAsync(customer.Client, "too-much");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (empty.StatusCode, refused.StatusCode));
        Assert.Equal(2, Assert.Single((await customer.Client.GetFromJsonAsync<CartContent>("/api/cart"))!.Items).Quantity);
    }

    private static async Task AddAsync(HttpClient client, int product, int quantity)
    {
        using var answer = await client.PostAsJsonAsync("/api/cart/items", new { productId = product, quantity });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> CheckOutAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/cart/checkout") { Headers = { { "Idempotency-Key", key } } };
        return await client.SendAsync(request);
    }
}
