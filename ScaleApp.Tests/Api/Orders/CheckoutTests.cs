using ScaleApp.Api.Orders;

namespace ScaleApp.Tests.Api.Orders;

/// <summary>Each test orders its own products, so no other test changes their stock.</summary>
public sealed class CheckoutTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Check_out_orders_the_cart_once_and_empties_it()
    {
        await api.Database.SetStockAsync(40, 10);
        await api.Database.SetStockAsync(41, 10);
        using var customer = await api.First.SignInAsync();
        using var other = await api.Second.WithTokenAsync(customer);
        await customer.Client.AddToCartAsync(40, 2);
        await other.AddToCartAsync(41, 3);

        var answers = await Task.WhenAll(customer.Client.CheckOutAsync("cart"), other.CheckOutAsync("cart"), other.CheckOutAsync("cart"));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(answers, answer => !answer.Headers.Contains("Idempotency-Replayed"));
        var order = (await answers[0].Content.ReadFromJsonAsync<OrderDetails>())!;
        Assert.Equal([(40, 2), (41, 3)], order.Lines.Select(line => (line.ProductId, line.Quantity)));
        Assert.Equal([(40, 2), (41, 3)], await OrderedAsync(customer));
        Assert.Empty(await customer.Client.CartAsync());
        Assert.Equal((8, 7), (await api.Database.StockAsync(40), await api.Database.StockAsync(41)));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Concurrent_check_outs_with_different_keys_make_one_order()
    {
        await api.Database.SetStockAsync(43, 10);
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);
        await customer.Client.AddToCartAsync(43, 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => (n % 2 == 0 ? customer.Client : other).CheckOutAsync($"tab-{n}")));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Created);
        var refused = answers.Where(answer => answer.StatusCode is HttpStatusCode.Conflict).ToList();
        Assert.Equal(5, refused.Count);
        Assert.Contains("The cart is empty.", await refused[0].Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([(43, 2)], await OrderedAsync(customer));
        Assert.Equal(8, await api.Database.StockAsync(43));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Cart_that_cannot_be_ordered_is_unchanged()
    {
        await api.Database.SetStockAsync(42, 1);
        using var customer = await api.First.SignInAsync();

        using var empty = await customer.Client.CheckOutAsync("empty");
        await customer.Client.AddToCartAsync(42, 2);
        using var refused = await customer.Client.CheckOutAsync("too-much");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (empty.StatusCode, refused.StatusCode));
        Assert.Contains("\"shortages\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([(42, 2)], await customer.Client.CartAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Units_added_during_check_outs_are_ordered_once_or_stay()
    {
        const int Added = 60;
        await api.Database.SetStockAsync(44, 100);
        await api.Database.SetStockAsync(45, 100);
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);

        var changes = Enumerable.Range(0, Added).Select(n => (n % 2 == 0 ? customer.Client : other).AddToCartAsync(44 + (n % 4 / 2), 1)).ToList();
        var checkOuts = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => (n % 2 == 0 ? other : customer.Client).CheckOutAsync($"during-{n}")));
        Assert.All(await Task.WhenAll(changes), status => Assert.Equal(HttpStatusCode.OK, status));

        Assert.All(checkOuts, answer => Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Conflict]));
        var ordered = (await OrderedAsync(customer)).Sum(line => line.Quantity);
        Assert.Equal(Added, ordered + (await customer.Client.CartAsync()).Sum(line => line.Quantity));
        Assert.Equal(200 - ordered, await api.Database.StockAsync(44) + await api.Database.StockAsync(45));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Replica_killed_during_check_out_leaves_the_cart_intact()
    {
        await api.Database.SetStockAsync(46, 10);
        using var customer = await api.First.SignInAsync();
        await customer.Client.AddToCartAsync(46, 2);
        var (program, address) = await ApiPrograms.StartAsync(api.Redis.ConnectionString, api.Database.ConnectionString);
        await using (program)
        {
            using var client = SignedInCustomer.ClientWith(address, customer.Cookie);

            // The check-out has locked the cart, and waits for the product.
            await using var shop = api.Database.Context();
            await using var lockedProduct = await shop.Database.BeginTransactionAsync();
            await shop.Database.ExecuteSqlAsync($"SELECT 1 FROM products WHERE id = 46 FOR UPDATE");

            var checkOut = client.CheckOutAsync("killed");
            await Eventually.IsTrueAsync(() => api.Database.ScalarAsync<bool>(
                """
                SELECT EXISTS (SELECT FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR NO KEY UPDATE%')
                """), "the check-out waits for the product");
            program.Kill();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => checkOut);
        }

        Assert.Equal([(46, 2)], await customer.Client.CartAsync());
        Assert.Empty(await OrderedAsync(customer));

        using var repeated = await customer.Client.CheckOutAsync("killed");

        Assert.Equal(HttpStatusCode.Created, repeated.StatusCode);
        Assert.False(repeated.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal([(46, 2)], await OrderedAsync(customer));
        Assert.Empty(await customer.Client.CartAsync());
        Assert.Equal(8, await api.Database.StockAsync(46));
    }

    private static async Task<List<(int Product, int Quantity)>> OrderedAsync(SignedInCustomer customer)
    {
        var ordered = new List<(int, int)>();
        foreach (var summary in (await customer.Client.GetFromJsonAsync<OrderPage>("/api/orders?limit=100"))!.Items)
        {
            var order = (await customer.Client.GetFromJsonAsync<OrderDetails>($"/api/orders/{summary.Id}"))!;
            ordered.AddRange(order.Lines.Select(line => (line.ProductId, line.Quantity)));
        }

        return ordered;
    }
}
