using ScaleApp.Api.Catalog;
using ScaleApp.Api.Files;
using ScaleApp.Api.Orders;
using ScaleApp.Api.Orders.Exports;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Tests.Worker.Pictures;
using SkiaSharp;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>Ordering on the whole topology: three replicas of the API behind the gateway, two workers.</summary>
[Collection(ShopTests.Name)]
public class OrderingTests(ShopFixture shop)
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Repeated_order_is_placed_confirmed_and_exported_once()
    {
        using var customer = await SignedInCustomer.RegisterAsync(shop.Address);
        var product = await FirstInStockAsync(customer.Client, 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => customer.Client.OrderAsync("end-to-end", (product, 1))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()))).Distinct());
        var order = Assert.Single((await customer.Client.GetFromJsonAsync<OrderPage>("/api/orders"))!.Items);
        await MailOfAsync(order.Id);

        var export = await ExportAsync(customer.Client);
        Assert.Contains(order.Id.ToString(), await customer.Client.GetStringAsync(export.File));

        // Restores the topology's stock.
        using var cancelled = await customer.Client.DeleteAsync($"/api/orders/{order.Id}");
        Assert.Equal(HttpStatusCode.NoContent, cancelled.StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Retried_orders_are_placed_once_while_a_replica_is_killed()
    {
        const int Orders = 40;
        using var customer = await SignedInCustomer.RegisterAsync(shop.Address);
        var product = await FirstInStockAsync(customer.Client, Orders);
        var victim = await Topology.WhoAmIAsync(customer.Client);

        var placing = Enumerable.Range(0, Orders).Select(async n =>
        {
            if (n == Orders / 4)
            {
                shop.Topology.Kill(victim);
            }

            await Eventually.IsTrueAsync(async () => (await customer.Client.OrderAsync($"chaos-{n}", (product, 1))).StatusCode is HttpStatusCode.Created,
                "the order is placed", TimeSpan.FromSeconds(60));
        });
        await Task.WhenAll(placing);

        var history = (await customer.Client.GetFromJsonAsync<OrderPage>("/api/orders?limit=100"))!.Items;
        Assert.Equal(Orders, history.Count);
        foreach (var order in history)
        {
            await MailOfAsync(order.Id);
            (await customer.Client.DeleteAsync($"/api/orders/{order.Id}")).EnsureSuccessStatusCode();
        }

        await shop.Topology.Replicas("api").AreRunningAsync();
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Uploaded_picture_gets_a_thumbnail()
    {
        using var customer = await SignedInCustomer.RegisterAsync(shop.Address);
        using var body = new ByteArrayContent(TestPicture.Encode(SKEncodedImageFormat.Png, 1200, 600));
        using var saved = await customer.Client.PutAsync("/api/me/avatar", body);
        var picture = (await saved.Content.ReadFromJsonAsync<Picture>())!;

        await Eventually.IsTrueAsync(async () =>
        {
            using var shown = await customer.Client.GetAsync($"{picture.Address}/thumbnail");
            return shown.Content.Headers.ContentType?.MediaType == "image/webp";
        }, "the thumbnail is shown");
    }

    private static async Task<int> FirstInStockAsync(HttpClient client, int units)
    {
        foreach (var product in Enumerable.Range(1, 50))
        {
            var details = (await client.GetFromJsonAsync<ProductDetails>($"/api/products/{product}"))!;
            if (details.Stock >= units)
            {
                return product;
            }
        }

        throw new InvalidOperationException("Nothing is in stock.");
    }

    private async Task MailOfAsync(Guid order)
    {
        var path = Path.Combine(shop.Topology.MailFolder, $"order-confirmation.{order:N}@scaleapp.eml");
        await Eventually.IsTrueAsync(() => File.Exists(path), "the order is confirmed");
        File.Delete(path);
    }

    private static async Task<ExportStatus> ExportAsync(HttpClient client)
    {
        using var requested = await client.PostAsync("/api/orders/exports", content: null);
        using var again = await client.PostAsync("/api/orders/exports", content: null);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (requested.StatusCode, again.StatusCode));

        return await Eventually.IsAsync(async () => (await client.GetFromJsonAsync<ExportStatus>(requested.Headers.Location))!,
            export => export.State is ExportState.Ready, "the export is ready");
    }
}
