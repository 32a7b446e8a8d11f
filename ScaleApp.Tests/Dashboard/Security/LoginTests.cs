using System.Net;
using ScaleApp.Tests.Dashboard.Telemetry;

namespace ScaleApp.Tests.Dashboard.Security;

public sealed class LoginTests : IAsyncLifetime, IDisposable
{
    private const string Token = "a-token-that-is-long-enough";

    private readonly HttpClient _stranger = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private TestDashboard _dashboard = null!;

    private Uri Address => _dashboard.Pages.BaseAddress!;

    public async Task InitializeAsync() => _dashboard = await TestDashboard.StartAsync($"--Dashboard:Token={Token}");

    public async Task DisposeAsync() => await _dashboard.DisposeAsync();

    public void Dispose() => _stranger.Dispose();

    [Fact]
    public async Task Whoever_is_not_signed_in_is_led_to_the_login_and_back()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "/traces?q=x"));
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await _stranger.SendAsync(request);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/login?r=%2Ftraces%3Fq%3Dx", response.Headers.Location!.OriginalString);

        using var signedIn = await _stranger.GetAsync(new Uri(Address, $"/login?t={Token}&r=%2Ftraces%3Fq%3Dx"));
        Assert.Equal("/traces?q=x", signedIn.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/live?topics=traces")]
    [InlineData("/traces")]
    [InlineData("/nothing")]
    public async Task A_script_that_is_not_signed_in_is_refused_whatever_it_asks_for(string path)
    {
        using var response = await _stranger.GetAsync(new Uri(Address, path));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData(Token + "x")]
    public async Task A_wrong_token_opens_nothing(string token)
    {
        using var response = await _stranger.GetAsync(new Uri(Address, $"/login?t={token}"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_cookie_is_kept_from_scripts_and_does_not_tell_the_token()
    {
        using var response = await _stranger.GetAsync(new Uri(Address, $"/login?t={Token}"));

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task The_way_back_never_leads_elsewhere(string path)
    {
        using var response = await _stranger.GetAsync(new Uri(Address, $"/login?t={Token}&r={Uri.EscapeDataString(path)}"));

        Assert.Equal("/", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Files_of_the_pages_are_no_secret_and_are_kept_by_their_version()
    {
        var page = await _dashboard.Pages.GetStringAsync(new Uri("/traces", UriKind.Relative));
        var start = page.IndexOf("/assets/", StringComparison.Ordinal);
        var url = page[start..page.IndexOf('"', start)];

        using var response = await _stranger.GetAsync(new Uri(Address, url));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString());
    }
}
