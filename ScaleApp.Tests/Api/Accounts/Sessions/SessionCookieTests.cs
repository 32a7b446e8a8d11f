using ScaleApp.Api.Accounts;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

/// <summary>Cookie headers as browsers, proxies and other programs on the host leave them.</summary>
public class SessionCookieTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Name = "__Host-session";

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("{stale}; {good}")]
    [InlineData("{good}; {stale}")]
    [InlineData("{stale}; {stale}; {good}; {stale}")]
    [InlineData(Name + "=; {good}")]
    [InlineData("{good}; " + Name + "=")]
    [InlineData(Name + "=%zz; " + Name + "=1.short; " + Name + "; {good}; " + Name + "=\"")]
    [InlineData(Name + "=a; " + Name + "=b; " + Name + "=c; " + Name + "=d; " + Name + "=e; {good}")]
    [InlineData(Name + "=\"{value}\"")]
    [InlineData("{stale}; " + Name + "=\"{value}\"")]
    [InlineData("   {good}  ;  ;x")]
    [InlineData("a b=c; =x; \"; {good}; q=\"1; 2\"")]
    [InlineData("theme=bl\u00E5; {good}")]
    [InlineData("not" + Name + "=1; {good}; " + Name + "s=2")]
    public async Task Session_among_other_cookies_signs_in(string header)
    {
        using var customer = await api.First.SignInAsync();
        var stale = await EndedAsync();
        using var client = ClientWith(header.Replace("{good}", customer.Cookie, StringComparison.Ordinal)
            .Replace("{value}", customer.Cookie[(Name.Length + 1)..], StringComparison.Ordinal).Replace("{stale}", stale, StringComparison.Ordinal));

        using var response = await client.GetAsync("/api/me");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("/api/logout")]
    [InlineData("/api/login")]
    public async Task Log_in_and_out_end_every_session_of_the_request(string path)
    {
        using var first = await api.First.SignInAsync();
        using var second = await api.First.SignInAsync();
        using var client = ClientWith($"{first.Cookie}; {second.Cookie}");

        using var response = await client.PostAsJsonAsync(path, new { second.Email, SignedInCustomer.Password });

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await first.Client.StatusAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await second.Client.StatusAsync());
    }

    private async Task<string> EndedAsync()
    {
        using var customer = await api.First.SignInAsync();
        using var response = await customer.Client.PostAsync("/api/logout", content: null);
        return customer.Cookie;
    }

    private HttpClient ClientWith(string header) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    })
    {
        BaseAddress = api.Second.Client.BaseAddress,
        DefaultRequestHeaders = { { "Cookie", header } },
    };

    [RequiresFact("redis-server", "postgres")]
    public async Task Log_in_creates_a_session_and_ends_the_previous_one()
    {
        using var customer = await api.First.SignInAsync();

        using var response = await customer.Client.LogInAsync(customer.Email);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var header = response.Headers.GetValues("Set-Cookie").Last();
        Assert.StartsWith("__Host-session=", header);
        Assert.All((string[])["path=/", "secure", "samesite=lax", "httponly"], flag => Assert.Contains($"; {flag}", header));
        Assert.DoesNotContain("domain=", header);
        var cookie = SignedInCustomer.CookieOf(response);
        Assert.NotEqual(customer.Cookie, cookie);
        using var renewed = SignedInCustomer.ClientWith(api.Second.Client.BaseAddress!, cookie);
        Assert.Equal(customer.Id, (await renewed.GetFromJsonAsync<CurrentCustomer>("/api/me"))!.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, await customer.Client.StatusAsync());
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("__Host-session=")]
    [InlineData("__Host-session=1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("__Host-session=1}:x.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("__Host-session=.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("__Host-session=1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("__Host-session=1.AAAA}AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("__Host-session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.AAAA")]
    [InlineData("session=1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Cookie_without_a_session_is_unauthorized(string cookie)
    {
        using var client = SignedInCustomer.ClientWith(api.First.Client.BaseAddress!, cookie);

        using var response = await client.GetAsync("/api/me");

        await response.ProblemAsync(HttpStatusCode.Unauthorized);
    }
}
