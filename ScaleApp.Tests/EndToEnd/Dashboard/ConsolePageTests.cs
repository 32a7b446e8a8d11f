using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ScaleApp.Tests.EndToEnd.Dashboard;

[Collection(DashboardTests.Name)]
public class ConsolePageTests(DashboardFixture dashboard)
{
    private ResourceLoggerService Logs => dashboard.Application.Services.GetRequiredService<ResourceLoggerService>();

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task A_line_appears_as_it_is_written_in_its_colours_and_never_as_markup()
    {
        await using var open = await dashboard.OpenAsync("/console?resource=api&q=needle");
        await Expect(open.Page.Locator("#console-count")).ToContainTextAsync("lines");

        Write("api", "\e[31mneedle\e[0m <img src=x onerror=document.title='run'>");

        var line = open.Page.Locator(".line", new() { HasText = "needle" });
        await Expect(line.Locator(".fg1 mark")).ToHaveTextAsync("needle");
        await Expect(line).ToContainTextAsync("<img src=x");
        await Expect(open.Page.Locator(".line img")).ToHaveCountAsync(0);
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task A_hundred_thousand_lines_scroll_as_few_elements_and_can_be_searched()
    {
        for (var i = 0; i < 100_000; i++)
        {
            Write("flood", $"line number {i} of many");
        }

        await using var open = await dashboard.OpenAsync("/console?resource=flood");
        await Expect(open.Page.Locator("#console-count")).ToContainTextAsync("100,000 lines", new() { Timeout = 60_000 });
        Assert.InRange(await open.Page.Locator(".line").CountAsync(), 10, 120);
        await Expect(open.Page.Locator(".line").Last).ToContainTextAsync("line number 99999");

        await open.Page.Keyboard.PressAsync("/");
        await open.Page.Keyboard.TypeAsync("number 4242");
        await Expect(open.Page.Locator("#console-count")).ToContainTextAsync("11 of 100,000", new() { Timeout = 40_000 });
        Assert.Contains("q=number+4242", open.Page.Url);
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task While_it_is_paused_lines_wait_and_are_counted()
    {
        await using var open = await dashboard.OpenAsync("/console?resource=paused");
        await Expect(open.Page.Locator("#console-count")).ToContainTextAsync("0 lines");
        var pause = open.Page.Locator("#console-pause");
        await pause.ClickAsync();

        Write("paused", "one that waits");
        await Expect(open.Page.Locator("#console-count")).ToContainTextAsync("1 waiting");
        await Expect(open.Page.Locator(".line")).ToHaveCountAsync(0);

        await pause.ClickAsync();
        await Expect(open.Page.Locator(".line")).ToHaveCountAsync(1);
    }

    private void Write(string resource, string text) => Logs.Append(resource, resource, DateTimeOffset.UnixEpoch, text, isError: false);
}
