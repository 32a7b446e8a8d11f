using ScaleApp.Api.Orders;
using ScaleApp.Tests.Api.Http;

namespace ScaleApp.Tests.Api.Orders;

/// <summary>Each test orders its own products, so no other test changes their stock.</summary>
public sealed class PlacingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Order_keeps_its_prices_and_reduces_the_stock()
    {
        await api.Database.SetStockAsync(1, 10);
        await api.Database.SetStockAsync(2, 10);
        using var customer = await api.First.SignInAsync();

        using var response = await customer.Client.OrderAsync(null, (2, 3), (1, 1));
        var order = (await response.Content.ReadFromJsonAsync<OrderDetails>())!;
        await api.First.PutProductAsync(1, new { name = "Dearer", price = 9999, stock = 9 });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/api/orders/{order.Id}", response.Headers.Location?.ToString());
        Assert.Equal([(2, 3), (1, 1)], order.Lines.Select(line => (line.ProductId, line.Quantity)));
        Assert.Equal(order.Lines.Sum(line => line.Quantity * line.UnitPrice), order.Total);
        Assert.Equal((9, 7), (await api.Database.StockAsync(1), await api.Database.StockAsync(2)));

        using var other = customer.On(api.Second);
        var read = (await other.GetFromJsonAsync<OrderDetails>(response.Headers.Location))!;
        Assert.Equal((order.Id, order.PlacedAt, order.Total), (read.Id, read.PlacedAt, read.Total));
        Assert.Equal(order.Lines.Select(line => line.UnitPrice), read.Lines.Select(line => line.UnitPrice));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Key_used_for_another_order_is_refused()
    {
        await api.Database.SetStockAsync(4, 10);
        using var customer = await api.First.SignInAsync();
        using var stranger = await api.First.SignInAsync();
        using var first = await customer.Client.OrderAsync("other-body", (4, 1));

        using var other = await customer.Client.OrderAsync("other-body", (4, 2));
        using var ofStranger = await stranger.Client.OrderAsync("other-body", (4, 2));

        await other.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(HttpStatusCode.Created, ofStranger.StatusCode);
        Assert.Equal(7, await api.Database.StockAsync(4));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Concurrent_requests_with_one_key_place_one_order()
    {
        await api.Database.SetStockAsync(5, 100);
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => (n % 2 == 0 ? customer.Client : other).OrderAsync("at-once", (5, 2))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        var bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        Assert.Single(bodies.Distinct());
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        Assert.Single(answers, answer => !answer.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(98, await api.Database.StockAsync(5));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Order_with_two_keys_is_a_bad_request()
    {
        using var customer = await api.First.SignInAsync();

        var answer = await RawRequest.SendAsync(api.First.Client.BaseAddress!,
            $"POST /api/orders HTTP/1.1\r\nCookie: {customer.Cookie}\r\nContent-Type: application/json\r\nIdempotency-Key: one\r\nIdempotency-Key: two",
            """{"lines":[{"productId":1,"quantity":1}]}"""u8.ToArray());

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Order_beyond_the_stock_takes_nothing_and_lists_the_shortages()
    {
        await api.Database.SetStockAsync(7, 5);
        await api.Database.SetStockAsync(8, 1);
        using var customer = await api.First.SignInAsync();

        using var refused = await customer.Client.OrderAsync("too-much", (7, 2), (8, 3), (999_999, 1));
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        await api.Database.SetStockAsync(8, 10);
        using var repeated = await customer.Client.OrderAsync("too-much", (7, 2), (8, 3), (999_999, 1));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal([new Shortage(8, 3, 1), new Shortage(999_999, 1, 0)],
            problem.GetProperty("shortages").Deserialize<Shortage[]>(JsonSerializerOptions.Web)!);
        Assert.Equal(await refused.Content.ReadAsStringAsync(), await repeated.Content.ReadAsStringAsync());
        Assert.Equal(5, await api.Database.StockAsync(7));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Concurrent_orders_account_for_every_unit_of_stock()
    {
        const int Stock = 40;
        int[] products = [20, 21, 22, 23];
        var soldBefore = await SoldAsync(products);
        foreach (var product in products)
        {
            await api.Database.SetStockAsync(product, Stock);
        }

        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);
        var random = new Random(1);

        // Each lists its products in another order: without one lock order some would deadlock.
        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(n => (n % 2 == 0 ? customer.Client : other).OrderAsync(
            null, [.. random.GetItems(products, 8).Distinct().Select(product => (product, random.Next(1, 4)))])));

        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Conflict]));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Conflict);
        var orders = await Task.WhenAll(answers.Where(answer => answer.IsSuccessStatusCode)
            .Select(answer => answer.Content.ReadFromJsonAsync<OrderDetails>()));
        foreach (var product in products)
        {
            var ordered = orders.SelectMany(order => order!.Lines).Where(line => line.ProductId == product).Sum(line => line.Quantity);
            Assert.Equal(Stock - ordered, await api.Database.StockAsync(product));
            Assert.InRange(ordered, 0, Stock);
        }

        Assert.Equal(orders.SelectMany(order => order!.Lines).Sum(line => line.Quantity), await SoldAsync(products) - soldBefore);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Best_sellers_of_every_replica_follow_an_order()
    {
        await api.Database.SetStockAsync(30, 100_000);
        await api.Second.Client.GetStringAsync("/api/products/top?count=1");
        using var customer = await api.First.SignInAsync();
        // More than any seeded product has sold.
        for (var n = 0; n < 5; n++)
        {
            await customer.OrderAsync((30, 1000));
        }

        await Eventually.IsAsync(() => api.Second.Client.GetStringAsync("/api/products/top?count=1"),
            top => top.Contains("\"id\":30,", StringComparison.Ordinal), "the product that was sold is on top");
    }

    private async Task<int> SoldAsync(int[] products) =>
        (int)await api.Database.ScalarAsync<long>($"SELECT sum(units_sold) FROM products WHERE id IN ({string.Join(',', products)})");
}
