using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ScaleApp.Tests.Api.Http;

public class ApiReferenceTests(ApiFixture api, Browser browser) : IClassFixture<ApiFixture>, IClassFixture<Browser>
{
    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task Reference_page_shows_the_endpoints_under_its_policy()
    {
        // A script or style that the content security policy blocks fails the test.
        await using var opened = await browser.OpenAsync(new Uri(api.First.Client.BaseAddress!, "/scalar"));

        await Expect(opened.Page.GetByText("A shop served by any number of replicas").First).ToBeVisibleAsync();
        await Expect(opened.Page.GetByRole(AriaRole.Link, new() { Name = "post /api/tokens", Exact = true }).First).ToBeVisibleAsync();
        await opened.ShootAsync("scalar");

        Assert.Contains("script-src 'self' 'nonce-", await PolicyAsync(), StringComparison.Ordinal);
        Assert.NotEqual(await PolicyAsync(), await PolicyAsync());
    }

    private async Task<string> PolicyAsync()
    {
        using var response = await api.First.Client.GetAsync("/scalar/");
        return response.Headers.GetValues("Content-Security-Policy").Single();
    }
}
