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
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Reference_page_allows_scripts_by_a_nonce_of_the_response()
    {
        using var first = await api.First.Client.GetAsync("/scalar/");
        using var second = await api.First.Client.GetAsync("/scalar/");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var policy = first.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe", policy, StringComparison.Ordinal);
        Assert.NotEqual(policy, second.Headers.GetValues("Content-Security-Policy").Single());
    }
}
