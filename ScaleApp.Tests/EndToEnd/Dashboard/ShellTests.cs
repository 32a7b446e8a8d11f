using Microsoft.Playwright;
using ScaleApp.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ScaleApp.Tests.EndToEnd.Dashboard;

[Collection(DashboardTests.Name)]
public class ShellTests(DashboardFixture dashboard)
{
    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task The_theme_follows_the_system_until_one_is_chosen_which_is_kept()
    {
        await using var open = await dashboard.OpenAsync("/resources", ColorScheme.Dark);
        var dark = await BackgroundAsync(open);

        await open.Page.Locator("[data-theme-toggle]").ClickAsync();
        var light = await BackgroundAsync(open);
        await open.Page.ReloadAsync();

        Assert.NotEqual(dark, light);
        Assert.Equal(light, await BackgroundAsync(open));
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task A_trace_of_a_request_is_found_with_the_replica_that_answered()
    {
        await dashboard.UseShopAsync();
        await using var open = await dashboard.OpenAsync("/traces");

        await Expect(open.Page.Locator("tbody tr").First).ToContainTextAsync("api", new() { Timeout = 40_000 });
        await open.Page.Locator("tbody tr a").First.ClickAsync();

        await Expect(open.Page.Locator(".waterfall .span-row").Nth(1)).ToBeVisibleAsync();
        await open.ShootAsync("trace-light");
    }

    private static Task<string> BackgroundAsync(BrowserPage open) =>
        open.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
