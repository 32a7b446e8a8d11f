using ScaleApp.Api.Accounts.Sessions;

namespace ScaleApp.Tests.Api.Http;

/// <summary>Headers that gateways and other programs on the host fill with more than ASCII.</summary>
public class HeaderBytesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresTheory("redis-server", "postgres")]
    [InlineData("X-User-Name: S\u00F8rina", "200 OK")]
    [InlineData("X-User-Name: \u00FF\u00FE\u0080", "200 OK")]
    [InlineData("X-User-Name: \u00C3", "200 OK")]
    [InlineData("Referer: http://localhost/b\u00FCcher", "200 OK")]
    [InlineData("User-Agent: Kiosk \u00E9t\u00E9", "200 OK")]
    [InlineData("X-Forwarded-For: \u00FC", "200 OK")]
    [InlineData("Authorization: Basic \u00FC", "200 OK")]
    [InlineData("Content-Length: 99999999999999999999999999999999", "400 Bad Request")]
    [InlineData("Content-Length: \u00FC", "400 Bad Request")]
    [InlineData("Host: \u00FC", "400 Bad Request")]
    public async Task Header_spoils_the_request_only_where_the_protocol_reads_it(string header, string status)
    {
        var answer = await RawRequest.SendAsync(api.First.Client.BaseAddress!, $"GET /api/whoami HTTP/1.1\r\n{header}");

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Header_that_the_API_reads_is_refused_with_problem_details()
    {
        using var customer = await api.First.SignInAsync();

        var answer = await RawRequest.SendAsync(api.First.Client.BaseAddress!,
            $"POST /api/orders HTTP/1.1\r\nCookie: {customer.Cookie}\r\nContent-Type: application/json\r\nIdempotency-Key: \u00E9",
            """{"lines":[{"productId":1,"quantity":1}]}"""u8.ToArray());

        Assert.StartsWith("HTTP/1.1 400 Bad Request", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("Kiosk \U0001F389 \u00E9t\u00E9", true)]
    [InlineData("Kiosk \u00E9t\u00E9", false)]
    public async Task Device_is_shown_as_its_user_agent(string userAgent, bool isUtf8)
    {
        using var customer = await api.First.SignInAsync();

        var answer = await RawRequest.SendAsync(api.First.Client.BaseAddress!,
            $"POST /api/login HTTP/1.1\r\nContent-Type: application/json\r\nUser-Agent: {(isUtf8 ? RawRequest.Utf8(userAgent) : userAgent)}",
            Encoding.UTF8.GetBytes($$"""{"email":"{{customer.Email}}","password":"{{SignedInCustomer.Password}}"}"""));

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        var sessions = await customer.Client.GetFromJsonAsync<SignedInDevice[]>("/api/me/sessions");
        Assert.Contains(userAgent, sessions!.Select(session => session.Device));
    }
}
