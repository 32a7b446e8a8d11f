using ScaleApp.Hosting.Testing;
using ScaleApp.Jobs;
using ScaleApp.Tests.Jobs;
using ScaleApp.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ScaleApp.Tests.EndToEnd.Dashboard;

[Collection(DashboardTests.Name)]
public class JobPageTests(DashboardFixture dashboard)
{
    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task A_dead_job_is_found_and_retried_by_click()
    {
        await using var jobs = await JobHost.StartAsync(
            (await dashboard.Application.GetConnectionStringAsync("redis"))!, clientOnly: true);
        // No worker knows the type, so none will ever run it.
        var id = await jobs.Client.CreateAsync(new JobRequest
        {
            Invocation = new JobInvocation("ScaleApp.Worker.Nothing, ScaleApp.Worker", "RunAsync()", "[]"),
        });
        await Eventually.IsAsync(() => jobs.StateAsync(id), state => state == JobState.Dead, "the job is given up", TimeSpan.FromSeconds(60));

        await using var open = await dashboard.OpenAsync("/jobs/list?state=Dead&type=Nothing");
        await open.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Nothing.RunAsync" }).First.ClickAsync();
        await Expect(open.Page.Locator("#job")).ToContainTextAsync("Dead");
        await open.Page.GetByLabel($"Retry {id}").ClickAsync();

        await Expect(open.Page.Locator(".toast.ok")).ToContainTextAsync("back in its queue");
        await Expect(open.Page.Locator(".timeline")).ToContainTextAsync("requeued", new() { Timeout = 40_000 });
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task The_page_of_a_job_that_is_deleted_says_that_it_is_gone()
    {
        await using var jobs = await JobHost.StartAsync(
            (await dashboard.Application.GetConnectionStringAsync("redis"))!, clientOnly: true);
        var id = await jobs.Client.CreateAsync(new JobRequest
        {
            Invocation = new JobInvocation("ScaleApp.Worker.Nothing, ScaleApp.Worker", "RunAsync()", "[]"),
            Delay = TimeSpan.FromDays(1),
        });

        await using var open = await dashboard.OpenAsync($"/jobs/job?id={Uri.EscapeDataString(id)}");
        await open.Page.GetByLabel($"Delete {id}").ClickAsync();
        await open.Page.Locator("dialog").GetByText("Delete", new() { Exact = true }).ClickAsync();

        await Expect(open.Page.Locator("#job")).ToContainTextAsync("This job is not known");
        await Expect(open.Page.GetByLabel($"Delete {id}")).ToHaveCountAsync(0);
        await Expect(open.Page.Locator("#connection")).ToHaveTextAsync("");
    }

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task A_recurring_job_is_triggered_paused_and_resumed_by_clicks()
    {
        await using var open = await dashboard.OpenAsync("/jobs/recurring");
        var row = open.Page.Locator("tr[data-key='daily-digest']");

        await row.GetByText("Trigger").ClickAsync();
        await Expect(row.Locator("a[href^='/jobs/job']")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await row.GetByText("Pause").ClickAsync();
        await Expect(row.Locator(".badge.warn")).ToHaveTextAsync("Paused", new() { Timeout = 40_000 });
        await row.GetByText("Resume").ClickAsync();
        await Expect(row.Locator(".badge.warn")).ToHaveCountAsync(0, new() { Timeout = 40_000 });
    }
}
