using System.Net;
using ScaleApp.Dashboard.Shell;
using ScaleApp.Tests.Dashboard.Resources;
using ScaleApp.Tests.Dashboard.Telemetry;

namespace ScaleApp.Tests.Dashboard.Shell;

public class NavigationTests
{
    [Fact]
    public async Task Alone_there_are_no_pages_of_resources_and_none_of_jobs()
    {
        await using var dashboard = await TestDashboard.StartAsync();

        var page = await dashboard.Pages.GetStringAsync(new Uri("/", UriKind.Relative));

        Assert.Contains("href=\"/traces\"", page);
        foreach (var path in new[] { "/resources", "/console", "/jobs" })
        {
            Assert.DoesNotContain($"href=\"{path}\"", page);
            using var response = await dashboard.Pages.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Contains("There is no such page", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task In_a_host_it_opens_with_the_resources()
    {
        await using var dashboard = await HostedDashboard.StartAsync(new HostileTopology());

        using var response = await dashboard.Pages.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal("/resources", response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/jobs", true)]
    [InlineData("/jobs/list", true)]
    [InlineData("/jobsite", false)]
    [InlineData("/", false)]
    public void An_entry_is_where_its_page_and_those_below_are(string path, bool isThere) =>
        Assert.Equal(isThere, new NavigationItem(1, "Jobs", "/jobs", "jobs").IsAt(path));
}
