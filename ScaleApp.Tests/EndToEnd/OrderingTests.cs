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
        var products = await Task.WhenAll(Enumerable.Range(1, 20).Select(id => customer.Client.GetFromJsonAsync<ProductDetails>($"/api/products/{id}")));
        var product = products.First(product => product!.Stock > 0)!.Id;

        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => customer.Client.OrderAsync("end-to-end", (product, 1))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()))).Distinct());
        var order = Assert.Single((await customer.Client.GetFromJsonAsync<OrderPage>("/api/orders"))!.Items);
        var mail = Path.Combine(shop.Topology.MailFolder, $"order-confirmation.{order.Id:N}@scaleapp.eml");
        await Eventually.IsTrueAsync(() => File.Exists(mail), "the order is confirmed");

        using var requested = await customer.Client.PostAsync("/api/orders/exports", content: null);
        var export = await Eventually.IsAsync(() => customer.Client.GetFromJsonAsync<ExportStatus>(requested.Headers.Location),
            export => export!.State is ExportState.Ready, "the export is ready");
        Assert.Contains(order.Id.ToString(), await customer.Client.GetStringAsync(export!.File));

        // Restores the topology's stock.
        using var cancelled = await customer.Client.DeleteAsync($"/api/orders/{order.Id}");
        Assert.Equal(HttpStatusCode.NoContent, cancelled.StatusCode);
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
}
