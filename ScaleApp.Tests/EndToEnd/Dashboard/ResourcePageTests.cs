using ScaleApp.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ScaleApp.Tests.EndToEnd.Dashboard;

[Collection(DashboardTests.Name)]
public class ResourcePageTests(DashboardFixture dashboard)
{
    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task The_api_is_scaled_from_three_to_five_replicas_and_back_by_clicks()
    {
        await using var open = await dashboard.OpenAsync("/resources");
        var replicas = open.Page.Locator("tr.sub[data-key^='api-']");
        await Expect(replicas).ToHaveCountAsync(3);

        foreach (var expected in new[] { 4, 5 })
        {
            await open.Page.GetByLabel("One replica more of api").ClickAsync();
            await Expect(replicas).ToHaveCountAsync(expected, new() { Timeout = 40_000 });
        }

        await Expect(replicas.Locator(".badge.ok")).ToHaveCountAsync(5, new() { Timeout = 60_000 });

        foreach (var expected in new[] { 4, 3 })
        {
            await open.Page.GetByLabel("One replica less of api").ClickAsync();
            await Expect(replicas).ToHaveCountAsync(expected, new() { Timeout = 60_000 });
        }

        await Expect(replicas.Locator(".badge.ok")).ToHaveCountAsync(3, new() { Timeout = 60_000 });
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task A_row_opens_its_details_without_secrets_and_escape_closes_them()
    {
        await using var open = await dashboard.OpenAsync("/resources");
        await open.Page.Locator("tr.sub[data-key^='api-'] a[data-row]").First.ClickAsync();
        var panel = open.Page.Locator("#details");
        await Expect(panel).ToContainTextAsync("Replica of api");
        await panel.Locator("summary").ClickAsync();

        await Expect(panel).ToContainTextAsync("ConnectionStrings__shopdb");
        Assert.DoesNotContain("Password=", await panel.InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("select=api-", open.Page.Url);

        await open.Page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task Table_and_graph_are_changed_by_a_click_and_walked_through_with_the_keyboard()
    {
        await using var open = await dashboard.OpenAsync("/resources");
        await open.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Graph" }).ClickAsync();
        await Expect(open.Page.Locator(".segmented [aria-current]")).ToHaveTextAsync("Graph");

        await open.Page.Locator(".node[data-key='redis']").FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Page.Locator("#details h2")).ToHaveTextAsync("redis");
        await open.Page.Locator("#details [data-close]").FocusAsync();
        await open.Page.Keyboard.PressAsync("Escape");

        await Expect(open.Page.Locator("#details")).ToHaveCountAsync(0);
        await Expect(open.Page.Locator(".node[data-key='redis']")).ToBeFocusedAsync();
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task A_replica_is_restarted_by_a_click_and_the_page_follows()
    {
        await using var open = await dashboard.OpenAsync("/resources");
        var row = open.Page.Locator("tr.sub[data-key^='worker-']").First;
        var id = await row.GetAttributeAsync("data-key");

        await row.GetByLabel($"Restart {id}").ClickAsync();

        await Expect(open.Page.Locator(".toast.ok")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(row.Locator("td.warn")).ToHaveTextAsync("1", new() { Timeout = 60_000 });
    }
}
