using Microsoft.Playwright;
using ScaleApp.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ScaleApp.Tests.EndToEnd.Dashboard;

/// <summary>A picture of every page, light, dark and on a phone, in <c>artifacts/screenshots</c>; none may scroll sideways.</summary>
[Collection(DashboardTests.Name)]
public class ScreenshotTests(DashboardFixture dashboard)
{
    private static readonly (string Name, string Path, string Ready)[] Pages =
    [
        ("resources", "/resources", "tr.sub"),
        ("resource", "/resources?select=api", "#details"),
        ("graph", "/resources?view=graph", ".node"),
        ("console", "/console", ".line"),
        ("logs", "/logs", "tbody tr"),
        ("traces", "/traces", "tbody tr"),
        ("metrics", "/metrics?service=api&meter=Microsoft.AspNetCore.Hosting&name=http.server.request.duration", ".chart path.line"),
        ("log", "/logs?log=0", ".panel dl"),
        ("jobs", "/jobs", "tbody tr"),
        ("recurring", "/jobs/recurring", "tbody tr"),
        ("job-list", "/jobs/list?state=Succeeded", ".tabs"),
        ("servers", "/jobs/servers", "tbody tr"),
    ];

    [RequiresFact("redis-server", "postgres", "chromium")]
    public Task Every_page_is_there_in_light() => ShootAllAsync("light", ColorScheme.Light, 1360, 850);

    [RequiresFact("redis-server", "postgres", "chromium")]
    public Task Every_page_is_there_in_dark() => ShootAllAsync("dark", ColorScheme.Dark, 1360, 850);

    [RequiresFact("redis-server", "postgres", "chromium")]
    public Task Every_page_fits_a_phone() => ShootAllAsync("phone", ColorScheme.Light, 375, 812);

    private async Task ShootAllAsync(string suffix, ColorScheme scheme, int width, int height)
    {
        await dashboard.UseShopAsync();
        await using var open = await dashboard.OpenAsync("/resources", scheme, width, height);
        foreach (var (name, path, ready) in Pages)
        {
            await open.GoAsync(path);
            await Eventually.IsTrueAsync(
                async () =>
                {
                    if (await open.Page.Locator(ready).CountAsync() > 0)
                    {
                        return true;
                    }

                    await open.Page.ReloadAsync();
                    return false;
                },
                $"{path} has something to show", TimeSpan.FromSeconds(40));
            await Expect(open.Page.Locator("h1")).ToBeVisibleAsync();
            await open.ShootAsync($"{name}-{suffix}");

            var overflow = await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{path} is {overflow} pixels wider than a window of {width}");
        }
    }
}
