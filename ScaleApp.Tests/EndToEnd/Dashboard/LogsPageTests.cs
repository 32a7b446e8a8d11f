using Microsoft.Playwright;
using ScaleApp.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ScaleApp.Tests.EndToEnd.Dashboard;

[Collection(DashboardTests.Name)]
public class LogsPageTests(DashboardFixture dashboard)
{
    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task Filters_stand_in_the_address_and_a_line_opens_its_attributes()
    {
        await using var open = await dashboard.OpenAsync("/logs");
        await open.Page.Locator("[name=service]").SelectOptionAsync("api");
        await open.Page.Keyboard.PressAsync("/");
        await open.Page.Keyboard.TypeAsync("Now listening");

        var rows = open.Page.Locator(".logs tbody tr");
        await Expect(rows.Filter(new() { HasNotText = "Now listening" })).ToHaveCountAsync(0);
        await Expect(rows.First).ToContainTextAsync("api-");
        Assert.Contains("text=Now+listening", open.Page.Url);

        await rows.First.GetByRole(AriaRole.Link).First.ClickAsync();
        var panel = open.Page.Locator(".panel");
        await Expect(panel).ToContainTextAsync("Microsoft.Hosting.Lifetime");
        await Expect(panel).ToContainTextAsync("{OriginalFormat}");
        Assert.Contains("log=", open.Page.Url);

        await open.Page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task A_line_leads_to_the_trace_that_it_was_written_in()
    {
        await using var jobs = await dashboard.OpenAsync("/jobs/recurring");
        await jobs.Page.Locator("tr[data-key='cleanup']").GetByText("Trigger").ClickAsync();

        await using var open = await dashboard.OpenAsync("/logs?service=worker&text=Removed");
        var row = open.Page.Locator(".logs tbody tr:has(td code)").First;
        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await open.Page.Locator(".panel a[href^='/traces/']").ClickAsync();

        await Expect(open.Page.Locator(".waterfall .span-row.selected")).ToContainTextAsync("worker-");
        await Expect(open.Page.Locator("#span-panel")).ToContainTextAsync("Removed");
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task A_link_within_the_page_and_going_back_bring_the_filters_along()
    {
        await using var open = await dashboard.OpenAsync("/logs?text=no-line-has-this&level=Error");
        var text = open.Page.Locator("[name=text]");

        await open.Page.GetByText("show all logs").ClickAsync();
        await Expect(open.Page.Locator(".logs tbody tr").First).ToBeVisibleAsync();
        await Expect(text).ToHaveValueAsync("");
        await Expect(open.Page.Locator("[name=level]")).ToHaveValueAsync("");

        await open.Page.GoBackAsync();
        await Expect(text).ToHaveValueAsync("no-line-has-this");
        await Expect(open.Page.Locator("[name=level]")).ToHaveValueAsync("Error");
    }
}
