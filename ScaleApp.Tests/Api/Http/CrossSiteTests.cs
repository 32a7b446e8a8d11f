namespace ScaleApp.Tests.Api.Http;

public class CrossSiteTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Elsewhere = "https://evil.example";

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
            using var response = await SendAsync(customer.Client, method, path, header, value);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        Assert.Equal(HttpStatusCode.OK, (await customer.Client.GetAsync("/api/me")).StatusCode);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", null)]
    public async Task Page_of_this_site_makes_changes(string header, string? value)
    {
        using var customer = await api.First.SignInAsync();

        using var response = await SendAsync(customer.Client, "POST", "/api/cart/items", header,
            value ?? customer.Client.BaseAddress!.GetLeftPart(UriPartial.Authority));

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
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { productId = 1, quantity = 1 }) };
            request.Headers.Host = host;
            request.Headers.TryAddWithoutValidation("Origin", origin);
            using var response = await customer.Client.SendAsync(request);
            Assert.Equal(isOwn ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Cross_site_read_is_answered_without_CORS_headers()
    {
        using var customer = await api.First.SignInAsync();

        using var response = await SendAsync(customer.Client, "GET", "/api/me", "Origin", Elsewhere);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.Ordinal));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Token_is_accepted_from_any_origin()
    {
        using var customer = await api.First.SignInAsync();
        var tokens = await api.First.LogInForTokensAsync(customer);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/logout") { Headers = { { "Origin", Elsewhere } } };
        request.Headers.Authorization = new("Bearer", tokens.AccessToken);

        using var response = await api.First.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Invalid_token_does_not_bypass_the_cross_site_check()
    {
        using var customer = await api.First.SignInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/cart") { Headers = { { "Origin", Elsewhere } } };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer made-up");

        using var response = await customer.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Other_sites_are_refused_unless_configured()
    {
        await using var open = await api.StartReplicaAsync("Cors:Origins:0=https://partner.example");

        Assert.Equal("https://partner.example", await PreflightAsync(open, "https://partner.example"));
        Assert.Null(await PreflightAsync(open, Elsewhere));
        Assert.Null(await PreflightAsync(api.First, "https://partner.example"));

        using var trusted = await SendAsync(open.Client, "POST", "/api/tokens", "Origin", "https://partner.example");
        using var refused = await SendAsync(open.Client, "POST", "/api/tokens", "Origin", Elsewhere);
        Assert.NotEqual(HttpStatusCode.Forbidden, trusted.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
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

    [RequiresFact("redis-server", "postgres")]
    public async Task HTTPS_responses_carry_HSTS()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/whoami") { Headers = { { "X-Forwarded-Proto", "https" } } };
        request.Headers.Host = "shop.example";

        using var response = await api.First.Client.SendAsync(request);

        Assert.Equal("max-age=31536000", response.Headers.GetValues("Strict-Transport-Security").Single());
    }

    private static async Task<string?> PreflightAsync(ApiReplica replica, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/me")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "GET" }, { "Access-Control-Request-Headers", "authorization" } },
        };
        using var response = await replica.Client.SendAsync(request);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string header, string value)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = method is "GET" or "DELETE" ? null : JsonContent.Create(new { productId = 1, quantity = 1 }),
        };
        request.Headers.TryAddWithoutValidation(header, value);
        return await client.SendAsync(request);
    }
}
