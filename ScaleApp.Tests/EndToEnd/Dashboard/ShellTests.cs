using Microsoft.Playwright;
using ScaleApp.Tests.Support;

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

    private static Task<string> BackgroundAsync(BrowserPage open) =>
        open.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
