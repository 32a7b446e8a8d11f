using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Hosting.Testing;
using ScaleApp.Tests.Api.Accounts;
using ScaleApp.Tests.Api.Orders;
using ScaleApp.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ScaleApp.Tests.EndToEnd.Dashboard;

[Collection(DashboardTests.Name)]
public class TracePageTests(DashboardFixture dashboard)
{
    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task An_order_is_one_trace_from_the_replica_that_took_it_to_the_worker_that_confirmed_it()
    {
        using var customer = await SignedInCustomer.RegisterAsync(dashboard.Application.GetEndpoint("api", "http"));
        var products = await customer.Client.GetFromJsonAsync<JsonElement>("/api/products/top");
        var product = products.EnumerateArray().First().GetProperty("id").GetInt32();
        for (var i = 0; i < 6; i++)
        {
            // Several, so that the newest is one of a replica that has done it before.
            using var placed = await customer.Client.OrderAsync(key: null, (product, 1));
            Assert.Equal(HttpStatusCode.Created, placed.StatusCode);
        }

        await using var open = await dashboard.OpenAsync("/traces?route=" + Uri.EscapeDataString("POST /api/orders"));
        var trace = open.Page.Locator("tbody tr", new() { HasText = "worker" }).First;
        await Expect(trace).ToContainTextAsync("api", new() { Timeout = 60_000 });
        await trace.GetByRole(Microsoft.Playwright.AriaRole.Link).First.ClickAsync();

        var spans = open.Page.Locator(".waterfall .span-row");
        await Expect(spans.Filter(new() { HasText = "api-" }).First).ToBeVisibleAsync();
        await Expect(spans.Filter(new() { HasText = "worker-" }).First).ToBeVisibleAsync();
        await open.ShootAsync("trace-light");
        await open.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Dark });
        await open.ShootAsync("trace-dark");
    }
}
