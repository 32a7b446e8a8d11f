using ScaleApp.Api.Orders;
using ScaleApp.Data.Orders;

namespace ScaleApp.Tests.Api.Administration;

public class OrderAdministrationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Shipped_order_cannot_be_cancelled()
    {
        using var customer = await api.First.SignInAsync();
        var order = await customer.OrderAsync((11, 1));

        Assert.Equal(HttpStatusCode.NoContent, await ShipAsync(customer.Id, order.Id));
        Assert.Equal(HttpStatusCode.NoContent, await ShipAsync(customer.Id, order.Id));

        using var cancelled = await customer.Client.DeleteAsync($"/api/orders/{order.Id}");
        Assert.Equal(HttpStatusCode.Conflict, cancelled.StatusCode);
        Assert.Equal(OrderStatus.Shipped, (await customer.Client.GetFromJsonAsync<OrderDetails>($"/api/orders/{order.Id}"))!.Status);
        Assert.Equal(OrderStatus.Shipped, Assert.Single((await api.Second.Administrator.GetFromJsonAsync<OrderPage>($"/api/admin/customers/{customer.Id}/orders"))!.Items).Status);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Cancelled_and_unknown_orders_are_not_shipped()
    {
        using var customer = await api.First.SignInAsync();
        using var other = await api.First.SignInAsync();
        var order = await customer.OrderAsync((12, 1));
        await customer.Client.DeleteAsync($"/api/orders/{order.Id}");

        Assert.Equal(HttpStatusCode.Conflict, await ShipAsync(customer.Id, order.Id));
        Assert.Equal(HttpStatusCode.NotFound, await ShipAsync(other.Id, order.Id));
        Assert.Equal(HttpStatusCode.NotFound, await ShipAsync(customer.Id, Guid.NewGuid()));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Order_shipped_and_cancelled_concurrently_is_either()
    {
        using var customer = await api.First.SignInAsync();
        for (var i = 0; i < 10; i++)
        {
            var order = await customer.OrderAsync((13, 1));

            var ship = ShipAsync(customer.Id, order.Id);
            var cancel = customer.Client.DeleteAsync($"/api/orders/{order.Id}");
            using var cancelled = await cancel;

            HttpStatusCode[] outcome = [await ship, cancelled.StatusCode];
            Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], outcome.Order());
            var status = (await customer.Client.GetFromJsonAsync<OrderDetails>($"/api/orders/{order.Id}"))!.Status;
            Assert.Equal(outcome[0] is HttpStatusCode.NoContent ? OrderStatus.Shipped : OrderStatus.Cancelled, status);
        }
    }

    private async Task<HttpStatusCode> ShipAsync(int customer, Guid order)
    {
        using var response = await api.Second.Administrator.PutAsync($"/api/admin/customers/{customer}/orders/{order}/shipped", content: null);
        return response.StatusCode;
    }
}
