using Microsoft.Playwright;
using ScaleApp.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ScaleApp.Tests.EndToEnd.Dashboard;

[Collection(DashboardTests.Name)]
public class MetricsPageTests(DashboardFixture dashboard)
{
    private const string Durations = "/metrics?service=api&meter=Microsoft.AspNetCore.Hosting&name=http.server.request.duration";

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task A_dot_of_a_histogram_opens_the_trace_that_it_was_measured_in()
    {
        await dashboard.UseShopAsync();
        await using var open = await dashboard.OpenAsync(Durations);

        foreach (var percentile in new[] { "p50", "p90", "p99" })
        {
            await Expect(open.Page.Locator(".chart .legend")).ToContainTextAsync(percentile);
        }

        // Dots may lie upon each other: the keyboard reaches each.
        var dot = open.Page.Locator(".chart a:has(.exemplar)").First;
        await Expect(dot).ToBeAttachedAsync();
        await dot.FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");

        await Expect(open.Page.Locator(".waterfall .span-row.selected")).ToContainTextAsync("api-");
        await Expect(open.Page.Locator("#span-panel")).ToContainTextAsync("Attributes");
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task Range_and_lines_are_chosen_by_clicks_and_stand_in_the_address()
    {
        await dashboard.UseShopAsync();
        await using var open = await dashboard.OpenAsync(Durations);

        await open.Page.GetByRole(AriaRole.Link, new() { Name = "15 min" }).ClickAsync();
        await Expect(Chosen(open, "Range")).ToHaveTextAsync("15 min");
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Per replica", Exact = true }).ClickAsync();
        await Expect(open.Page.Locator(".chart path.line")).ToHaveCountAsync(3);
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Rate", Exact = true }).ClickAsync();
        await Expect(Chosen(open, "Values")).ToHaveTextAsync("Rate");

        Assert.Contains("range=15", open.Page.Url);
        Assert.Contains("split=replica", open.Page.Url);
        await open.Page.GoBackAsync();
        await Expect(Chosen(open, "Values")).ToHaveTextAsync("Percentiles");
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task Values_are_read_with_the_arrow_keys_and_the_chart_follows_afterwards()
    {
        await dashboard.UseShopAsync();
        await using var open = await dashboard.OpenAsync(Durations + "&range=1");
        var chart = open.Page.Locator(".chart");
        await chart.FocusAsync();

        await open.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(open.Page.Locator("#metrics")).ToHaveAttributeAsync("data-live-paused", "");
        await Expect(chart.Locator("[data-cursor]")).ToHaveAttributeAsync("visibility", "visible");

        await open.Page.GetByRole(AriaRole.Link, new() { Name = "5 min", Exact = true }).FocusAsync();
        await Expect(open.Page.Locator("#metrics:not([data-live-paused])")).ToHaveCountAsync(1);
    }

    private static ILocator Chosen(BrowserPage open, string group) => open.Page.GetByRole(AriaRole.Group, new() { Name = group, Exact = true }).Locator("[aria-current]");
}
