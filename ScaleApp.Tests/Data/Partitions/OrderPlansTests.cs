using ScaleApp.Api.Orders;
using ScaleApp.Api.Orders.Exports;
using ScaleApp.Data.Orders.Exports;

namespace ScaleApp.Tests.Data.Partitions;

/// <summary>Every access to orders by a replica and a worker, over a PostgreSQL that logs the plan of each statement.</summary>
public sealed class OrderPlansTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private readonly PlanLog _log = new();

    [RequiresFact("redis-server", "postgres")]
    public async Task Statements_about_orders_read_at_most_one_partition()
    {
        await using var server = await PostgresServer.StartAsync(_log.Add);
        var database = await ShopDatabase.CreateAsync(server);
        await server.ExecuteAsync(PlanLog.Enable);
        var mails = Directory.CreateTempSubdirectory("scaleapp-mail-").FullName;
        try
        {
            await using var api = await ApiReplica.StartAsync(redis.ConnectionString, database);
            await using var worker = await WorkerReplica.StartAsync(redis.ConnectionString, database, $"Email:PickupFolder={mails}");
            using var customer = await api.SignInAsync();
            await OrderAndCancelAsync(customer);
            await BrowseAsync(customer);
            await ExportAsync(customer);
            await api.Client.GetStringAsync("/api/products/top");
            await Eventually.IsTrueAsync(() => Directory.GetFiles(mails, "order-confirmation.*.eml").Length > 0, "an order is confirmed");
        }
        finally
        {
            Directory.Delete(mails, recursive: true);
        }

        await Eventually.IsTrueAsync(async () =>
        {
            await server.ExecuteAsync("SELECT 'the end of the log'", "shop");
            return _log.Plans.Any(plan => plan.Contains("'the end of the log'", StringComparison.Ordinal));
        }, "all plans are read");
        var plans = _log.Plans.Where(plan => PlanLog.CountPartitions(plan) > 0).ToList();
        Assert.Contains(plans, plan => plan.Contains("Query Text: UPDATE orders", StringComparison.Ordinal));
        Assert.Contains(plans, plan => plan.Contains("FOR KEY SHARE", StringComparison.Ordinal));
        Assert.Contains(plans, plan => plan.Contains("count(*) OVER ()", StringComparison.Ordinal));
        Assert.DoesNotContain(plans, plan => PlanLog.CountPartitions(plan) > 1);
    }

    private static async Task OrderAndCancelAsync(SignedInCustomer customer)
    {
        for (var n = 0; n < 7; n++)
        {
            await customer.OrderAsync((1, 1), (2, 1));
        }

        var order = await customer.OrderAsync((3, 1));
        using var cancelled = await customer.Client.DeleteAsync($"/api/orders/{order.Id}");
        Assert.Equal(HttpStatusCode.NoContent, cancelled.StatusCode);

        await customer.Client.AddToCartAsync(1, 1);
        using var ordered = await customer.Client.CheckOutAsync("plans");
        Assert.Equal(HttpStatusCode.Created, ordered.StatusCode);
    }

    private static async Task BrowseAsync(SignedInCustomer customer)
    {
        var first = (await customer.Client.GetFromJsonAsync<OrderPage>("/api/orders?limit=3"))!;
        var second = (await customer.Client.GetFromJsonAsync<OrderPage>($"/api/orders?limit=3&cursor={first.Next}"))!;
        var order = (await customer.Client.GetFromJsonAsync<OrderDetails>($"/api/orders/{second.Items[0].Id}"))!;
        Assert.NotEmpty(order.Lines);
    }

    private static async Task ExportAsync(SignedInCustomer customer)
    {
        using var requested = await customer.Client.PostAsync("/api/orders/exports", null);
        var export = (await requested.Content.ReadFromJsonAsync<ExportStatus>())!;
        await Eventually.IsAsync(() => customer.Client.GetFromJsonAsync<ExportStatus>($"/api/orders/exports/{export.Id}"),
            status => status!.State == ExportState.Ready, "the export is ready");
    }
}
