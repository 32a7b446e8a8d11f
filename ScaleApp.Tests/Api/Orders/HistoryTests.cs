using ScaleApp.Api.Orders;

namespace ScaleApp.Tests.Api.Orders;

public sealed class HistoryTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task History_pages_are_stable_while_orders_are_placed()
    {
        await api.Database.SetStockAsync(1, 100);
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);
        var placed = new List<Guid>();
        for (var n = 0; n < 7; n++)
        {
            placed.Insert(0, (await customer.OrderAsync((1, 1))).Id);
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = (await other.GetFromJsonAsync<OrderPage>($"/api/orders?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}"))!;
            Assert.InRange(page.Items.Count, 1, 3);
            seen.AddRange(page.Items.Select(order => order.Id));
            cursor = page.Next;
            await customer.OrderAsync((1, 1));
        }
        while (cursor is not null);

        Assert.Equal(placed, seen);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Orders_with_one_timestamp_are_each_listed_once()
    {
        using var customer = await api.First.SignInAsync();
        await api.Database.ExecuteAsync(
            $"""
            INSERT INTO orders (id, customer_id, placed_at, status, total)
            SELECT gen_random_uuid(), {customer.Id}, '2026-01-01', 0, 1 FROM generate_series(1, 10)
            """);

        var first = (await customer.Client.GetFromJsonAsync<OrderPage>("/api/orders?limit=4"))!;
        var second = (await customer.Client.GetFromJsonAsync<OrderPage>($"/api/orders?limit=4&cursor={first.Next}"))!;
        var third = (await customer.Client.GetFromJsonAsync<OrderPage>($"/api/orders?limit=4&cursor={second.Next}"))!;

        Assert.Equal(10, first.Items.Concat(second.Items).Concat(third.Items).Select(order => order.Id).Distinct().Count());
        Assert.Null(third.Next);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Order_of_another_customer_is_not_found()
    {
        await api.Database.SetStockAsync(1, 10);
        using var customer = await api.First.SignInAsync();
        using var stranger = await api.First.SignInAsync();
        var order = await customer.OrderAsync((1, 1));

        using var cancelled = await stranger.Client.DeleteAsync($"/api/orders/{order.Id}");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (await stranger.Client.StatusAsync($"/api/orders/{order.Id}"), cancelled.StatusCode));
        Assert.Empty((await stranger.Client.GetFromJsonAsync<OrderPage>("/api/orders"))!.Items);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Order_cancelled_repeatedly_returns_its_stock_once()
    {
        await api.Database.SetStockAsync(1, 10);
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);
        var order = await customer.OrderAsync((1, 4));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => (n % 2 == 0 ? customer.Client : other).DeleteAsync($"/api/orders/{order.Id}")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        Assert.Equal(10, await api.Database.StockAsync(1));
        Assert.Equal("Cancelled", (await customer.Client.GetFromJsonAsync<OrderDetails>($"/api/orders/{order.Id}"))!.Status.ToString());
    }
}
