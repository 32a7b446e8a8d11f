using Microsoft.Playwright;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd.Dashboard;

[Collection(DashboardTests.Name)]
public class ShellTests(DashboardFixture dashboard)
{
    // Of one page: a list has the same kind of link on every row.
    private const int MostLinks = 40;

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
    public async Task Every_link_of_every_page_leads_somewhere()
    {
        await dashboard.UseShopAsync();
        await using var open = await dashboard.OpenAsync("/resources");
        var seen = new HashSet<string>();
        foreach (var path in new[]
        {
            "/resources", "/resources?view=graph", "/resources?view=graph&select=api", "/console", "/logs?log=0", "/traces", "/metrics", "/jobs",
            "/jobs/recurring", "/jobs/list?state=Succeeded",
        })
        {
            await open.GoAsync(path);
            var links = await open.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href^=\"/\"]')].map(link => link.getAttribute('href'))");
            foreach (var link in links.Where(seen.Add).Take(MostLinks))
            {
                var answer = await open.Page.APIRequest.GetAsync(new Uri(new Uri(open.Page.Url), link).ToString());
                Assert.True(answer.Ok, $"{path} has a link to {link}, which is answered {answer.Status}");
                Assert.DoesNotContain("&amp;", link);
            }
        }
    }

    private static Task<string> BackgroundAsync(BrowserPage open) =>
        open.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
