using ScaleApp.Api.Orders;

namespace ScaleApp.Tests.Api.Cart;

/// <summary>The cart while Redis is unavailable. The class kills its own Redis.</summary>
public sealed class CartFaultTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Cart_is_filled_and_ordered_while_Redis_is_unavailable()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var api = await ApiReplica.StartAsync(redis.ConnectionString, database.ConnectionString);
        using var customer = await api.SignInAsync();
        using var program = await api.WithTokenAsync(customer);
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
