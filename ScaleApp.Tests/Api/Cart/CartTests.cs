using ScaleApp.Api.Cart;
using ScaleApp.Api.Orders;

namespace ScaleApp.Tests.Api.Cart;

public class CartTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Fifty_concurrent_changes_are_all_in_the_cart()
    {
        using var customer = await api.First.SignInAsync();
        using var phone = customer.On(api.Second);
        using var program = await api.Second.WithTokenAsync(customer);
        HttpClient[] clients = [customer.Client, phone, program];

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => clients[n % 3].AddToCartAsync(product: 1 + (n % 2), quantity: 2)));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        var cart = await phone.ReadCartAsync();
        Assert.Equal([(1, 50), (2, 50)], cart.Items.Select(item => (item.ProductId, item.Quantity)));
        Assert.Equal(cart.Items.Sum(item => item.Price * 50), cart.Total);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Quantity_is_set_a_product_removed_and_the_cart_emptied()
    {
        using var customer = await api.First.SignInAsync();
        await customer.Client.AddToCartAsync(1, 5);
        await customer.Client.AddToCartAsync(2, 5);
        await customer.Client.AddToCartAsync(3, 5);

        using var set = await customer.Client.PutAsJsonAsync("/api/cart/items/1", new { quantity = 3 });
        using var zero = await customer.Client.PutAsJsonAsync("/api/cart/items/2", new { quantity = 0 });
        using var removed = await customer.Client.DeleteAsync("/api/cart/items/3");

        Assert.Equal(3, (await set.Content.ReadFromJsonAsync<CartItem>())!.Quantity);
        Assert.Equal(0, (await zero.Content.ReadFromJsonAsync<CartItem>())!.Quantity);
        Assert.Equal([(1, 3)], await customer.Client.CartAsync());

        using var emptied = await customer.Client.DeleteAsync("/api/cart");
        Assert.Equal(HttpStatusCode.NoContent, emptied.StatusCode);
        Assert.Empty(await customer.Client.CartAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Cart_is_visible_to_its_customer_only()
    {
        using var customer = await api.First.SignInAsync();
        using var other = await api.First.SignInAsync();
        await customer.Client.AddToCartAsync(1, 1);

        Assert.Empty(await other.Client.CartAsync());
        // The API key administers the shop, and is not a customer.
        Assert.Equal(HttpStatusCode.Forbidden, await api.First.Administrator.StatusAsync("/api/cart"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Cart_holds_a_hundred_products_under_concurrent_additions()
    {
        using var customer = await api.First.SignInAsync();
        using var phone = customer.On(api.Second);
        await customer.Client.AddToCartAsync(1, 1);
        await api.Database.ExecuteAsync(
            $"INSERT INTO cart_lines (customer_id, product_id, quantity) SELECT {customer.Id}, n, 1 FROM generate_series(2, 95) n");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            (n % 2 == 0 ? customer.Client : phone).AddToCartAsync(product: 101 + n, quantity: 1)));

        Assert.Equal(5, answers.Count(status => status is HttpStatusCode.OK));
        Assert.Equal(15, answers.Count(status => status is HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.Conflict, await phone.SetInCartAsync(200, 1));
        Assert.Equal(HttpStatusCode.OK, await phone.SetInCartAsync(200, 0));
        Assert.Equal(HttpStatusCode.OK, await phone.AddToCartAsync(1, 1));
        Assert.Equal(CartService.MaxLines, (await phone.ReadCartAsync()).Items.Count);

        Assert.Equal(HttpStatusCode.OK, await phone.SetInCartAsync(1, 0));
        Assert.Equal(HttpStatusCode.OK, await phone.SetInCartAsync(200, 1));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Units_of_a_product_are_limited_to_a_thousand()
    {
        using var customer = await api.First.SignInAsync();
        await customer.Client.AddToCartAsync(1, 900);

        using var response = await customer.Client.PostAsJsonAsync("/api/cart/items", new { productId = 1, quantity = 900 });

        Assert.Equal(CartService.MaxQuantity, (await response.Content.ReadFromJsonAsync<CartItem>())!.Quantity);
        Assert.Equal([(1, CartService.MaxQuantity)], await customer.Client.CartAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Cart_is_filled_and_ordered_while_Redis_is_unavailable()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var replica = await ApiReplica.StartAsync(redis.ConnectionString, api.Database.ConnectionString);
        using var customer = await replica.SignInAsync();
        using var program = await replica.WithTokenAsync(customer);
        await program.AddToCartAsync(1, 1);
        await redis.KillAsync();

        Assert.Equal(HttpStatusCode.OK, await program.AddToCartAsync(1, 1));
        Assert.Equal([(1, 2)], await program.CartAsync());
        using var answer = await program.CheckOutAsync("without-redis");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(2, Assert.Single((await answer.Content.ReadFromJsonAsync<OrderDetails>())!.Lines).Quantity);
        Assert.Empty(await program.CartAsync());
    }
}
