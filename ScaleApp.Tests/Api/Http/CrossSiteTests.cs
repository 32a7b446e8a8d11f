namespace ScaleApp.Tests.Api.Http;

public class CrossSiteTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Elsewhere = "https://evil.example", Partner = "https://partner.example";

    private static readonly object Item = new { productId = 1, quantity = 1 };

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "anything else")]
    [InlineData("Origin", Elsewhere)]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1")]
    [InlineData("Origin", "")]
    public async Task Page_of_another_site_cannot_use_the_session_cookie(string header, string value)
    {
        using var customer = await api.First.SignInAsync();

        foreach (var (method, path) in ((string, string)[])
            [("POST", "/api/cart/items"), ("DELETE", "/api/cart"), ("POST", "/api/logout/everywhere"), ("POST", "/api/login"), ("PATCH", "/api/me")])
        {
            using var response = await customer.Client.SendAsync(method, path, Item, (header, value));
            await response.ProblemAsync(HttpStatusCode.Forbidden);
        }

        // A read is answered, but the page cannot see the answer.
        using var read = await customer.Client.SendAsync("GET", "/api/me", body: null, (header, value));
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.DoesNotContain(read.Headers, answered => answered.Key.StartsWith("Access-Control", StringComparison.Ordinal));
        Assert.True(read.Headers.CacheControl!.NoStore);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", null)]
    public async Task Page_of_this_site_makes_changes(string header, string? value)
    {
        using var customer = await api.First.SignInAsync();

        using var response = await customer.Client.SendAsync(
            "POST", "/api/cart/items", Item, (header, value ?? customer.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("shop.example:443", "https://shop.example", true)]
    [InlineData("shop.example", "https://shop.example", true)]
    [InlineData("SHOP.example:443", "https://shop.EXAMPLE", true)]
    [InlineData("shop.example", "https://shop.example:443", true)]
    [InlineData("shop.example:80", "http://shop.example", true)]
    [InlineData("shop.example:80", "https://shop.example", true)]
    [InlineData("shop.example:8443", "https://shop.example:8443", true)]
    [InlineData("[2001:db8::1]:443", "https://[2001:db8::1]", true)]
    [InlineData("shop.example:443", "https://shop.example:8443", false)]
    [InlineData("shop.example:8443", "https://shop.example", false)]
    [InlineData("shop.example", "https://shop.example:80", false)]
    [InlineData("shop.example:443", "https://evil.example", false)]
    [InlineData("shop.example:443", "https://shop.example.evil.example", false)]
    [InlineData("shop.example:443", "https://shop.example@evil.example", false)]
    [InlineData("shop.example:443", "https://other.shop.example", false)]
    [InlineData("shop.example:443", "ftp://shop.example", false)]
    [InlineData("[2001:db8::1]:443", "https://[2001:db8::2]", false)]
    public async Task Default_port_equals_none_for_changes_and_for_the_hub(string host, string origin, bool isOwn)
    {
        using var customer = await api.First.SignInAsync();

        foreach (var path in (string[])["/api/cart/items", "/hubs/rooms/negotiate?negotiateVersion=1"])
        {
            using var response = await customer.Client.SendAsync("POST", path, Item, ("Host", host), ("Origin", origin));
            Assert.Equal(isOwn ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Token_is_accepted_from_any_origin_unless_invalid()
    {
        using var customer = await api.First.SignInAsync();
        var token = (await api.First.LogInForTokensAsync(customer)).AccessToken;

        using var valid = await api.First.Client.SendAsync("POST", "/api/logout", body: null, ("Origin", Elsewhere), ("Authorization", $"Bearer {token}"));
        using var invalid = await customer.Client.SendAsync("DELETE", "/api/cart", body: null, ("Origin", Elsewhere), ("Authorization", "Bearer made-up"));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (valid.StatusCode, invalid.StatusCode));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Page_of_a_trusted_site_can_read_every_refusal()
    {
        const int Limit = 3;
        await using var replica = await api.StartReplicaAsync(
            $"Cors:Origins:0={Partner}", $"Limits:Policies:limited:Permits={Limit}", "Limits:Policies:limited:Period=01:00:00");
        foreach (var (path, status) in ((string, HttpStatusCode)[])
            [("/api/me", HttpStatusCode.Unauthorized), ("/api/none", HttpStatusCode.NotFound), ("/api/products/top?count=0", HttpStatusCode.BadRequest)])
        {
            using var response = await replica.Client.SendAsync("GET", path, body: null, ("Origin", Partner));
            Assert.Equal((status, Partner), (response.StatusCode, AllowedOrigin(response)));
        }

        // Preflights cost no permits, and are answered when none is left.
        for (var i = 0; i < Limit * 2; i++)
        {
            Assert.Equal(Partner, await PreflightAsync(replica, Partner));
            using var response = await replica.Client.SendAsync("GET", "/api/limited", body: null, ("Origin", Partner));
            Assert.Equal((i < Limit ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, Partner), (response.StatusCode, AllowedOrigin(response)));
            Assert.Contains("Retry-After", response.Headers.GetValues("Access-Control-Expose-Headers").Single().Split(','));
        }

        using var trusted = await replica.Client.SendAsync("POST", "/api/tokens", Item, ("Origin", Partner));
        using var refused = await replica.Client.SendAsync("POST", "/api/tokens", Item, ("Origin", Elsewhere));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Forbidden), (trusted.StatusCode, refused.StatusCode));
        Assert.Null(await PreflightAsync(replica, Elsewhere));
        Assert.Null(await PreflightAsync(api.First, Partner));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task HTTPS_responses_carry_HSTS()
    {
        using var response = await api.First.Client.SendAsync("GET", "/api/whoami", body: null, ("X-Forwarded-Proto", "https"), ("Host", "shop.example"));

        Assert.Equal("max-age=31536000", response.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Theory]
    [InlineData("*")]
    [InlineData("partner.example")]
    [InlineData("https://partner.example/shop")]
    public void Invalid_origin_is_refused_at_start(string origin)
    {
        var error = Assert.Throws<InvalidOperationException>(() => ScaleApp.Api.ApiApplication.Create(
            [$"--Cors:Origins:0={origin}", "--ConnectionStrings:redis=unused", "--ConnectionStrings:shopdb=Host=unused"]));

        Assert.Contains($"'{origin}'", error.Message);
    }

    private static async Task<string?> PreflightAsync(ApiReplica replica, string origin)
    {
        using var response = await replica.Client.SendAsync("OPTIONS", "/api/limited", body: null,
            ("Origin", origin), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        return AllowedOrigin(response);
    }

    private static string? AllowedOrigin(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? origins.Single() : null;
}
