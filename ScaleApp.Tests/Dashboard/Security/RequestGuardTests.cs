using System.Net;
using System.Text.RegularExpressions;
using ScaleApp.Tests.Dashboard.Telemetry;

namespace ScaleApp.Tests.Dashboard.Security;

public sealed partial class RequestGuardTests : IAsyncLifetime
{
    private TestDashboard _dashboard = null!;

    public async Task InitializeAsync() => _dashboard = await TestDashboard.StartAsync();

    public async Task DisposeAsync() => await _dashboard.DisposeAsync();

    [Fact]
    public async Task A_name_that_only_resolves_to_this_machine_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/traces");
        request.Headers.Host = "rebound.example";
        using var response = await _dashboard.Pages.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("http://elsewhere.example", null, HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:1", null, HttpStatusCode.Forbidden)]
    [InlineData("null", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "cross-site", HttpStatusCode.Forbidden)]
    [InlineData(null, "same-site", HttpStatusCode.Forbidden)]
    [InlineData(null, null, HttpStatusCode.Forbidden)]
    [InlineData(null, "same-origin", HttpStatusCode.Redirect)]
    [InlineData("own", "same-origin", HttpStatusCode.Redirect)]
    [InlineData("own", null, HttpStatusCode.Redirect)]
    [InlineData("own", "cross-site", HttpStatusCode.Forbidden)]
    // A proxy with TLS: the browser speaks of https, the request has come by http.
    [InlineData("https://localhost", "same-origin", HttpStatusCode.Redirect)]
    public async Task Only_a_page_of_the_dashboard_can_command(string? origin, string? site, HttpStatusCode expected)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _dashboard.Pages.BaseAddress };
        using var signedIn = await client.GetAsync(_dashboard.LoginLink);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/logout");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? client.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using var response = await client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("/traces")]
    [InlineData("/logs")]
    [InlineData("/metrics")]
    [InlineData("/nothing-here")]
    [InlineData("/login")]
    public async Task No_page_has_a_script_or_a_style_of_its_own_and_none_would_run(string path)
    {
        using var response = await _dashboard.Pages.GetAsync(new Uri(path, UriKind.Relative));
        var page = await response.Content.ReadAsStringAsync();

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotMatch(InlineCode(), page);
        Assert.DoesNotMatch(ForeignAddress(), page);
    }

    // A style attribute, an event handler, or a script with content: all of them would be blocked, so none may be there.
    [GeneratedRegex("""<[a-z][^>]*\s(?:style|on[a-z]+)=|<script(?![^>]*\ssrc=)|<style""", RegexOptions.IgnoreCase)]
    private static partial Regex InlineCode();

    [GeneratedRegex("""<(?:script|link|img)[^>]*(?:src|href)="(?:https?:)?//""", RegexOptions.IgnoreCase)]
    private static partial Regex ForeignAddress();
}
