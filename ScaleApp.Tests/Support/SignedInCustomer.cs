using ScaleApp.Api.Accounts;

namespace ScaleApp.Tests.Support;

/// <summary>A test's own customer, and a client that sends the session's cookie to a replica or through a balancer.</summary>
internal sealed class SignedInCustomer : IDisposable
{
    public const string Password = "correct horse battery";

    private SignedInCustomer(HttpClient client, string cookie, int id, string email) =>
        (Client, Cookie, Id, Email) = (client, cookie, id, email);

    /// <summary>Sends the session's cookie with every request.</summary>
    public HttpClient Client { get; }

    /// <summary>The cookie as <c>name=value</c>.</summary>
    public string Cookie { get; }

    public int Id { get; }

    public string Email { get; }

    /// <summary>Registers a new customer, which signs in.</summary>
    public static async Task<SignedInCustomer> RegisterAsync(Uri address)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        using var client = new HttpClient { BaseAddress = address };
        using var response = await client.PostAsJsonAsync("/api/register", new { email, name = "A test", password = Password });
        Assert.True(response.StatusCode is HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        var me = (await response.Content.ReadFromJsonAsync<CurrentCustomer>())!;

        return new SignedInCustomer(ClientWith(address, CookieOf(response)), CookieOf(response), me.Id, email);
    }

    /// <summary>The same session at another replica.</summary>
    public HttpClient On(ApiReplica replica) => ClientWith(replica.Client.BaseAddress!, Cookie);

    /// <summary>The session cookie that a response sets, as a client sends it back.</summary>
    public static string CookieOf(HttpResponseMessage response) =>
        response.Headers.GetValues("Set-Cookie").Last(cookie => cookie.Contains("session=", StringComparison.Ordinal)).Split(';')[0];

    public static HttpClient ClientWith(Uri address, string cookie) => new(new SocketsHttpHandler { UseCookies = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
        DefaultRequestHeaders = { { "Cookie", cookie } },
    };

    public void Dispose() => Client.Dispose();
}

internal static class AccountClient
{
    /// <summary>The status of a GET: by default whether the client is signed in.</summary>
    public static async Task<HttpStatusCode> StatusAsync(this HttpClient client, string path = "/api/me")
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    public static Task<HttpResponseMessage> LogInAsync(this HttpClient client, string email, string password = SignedInCustomer.Password) =>
        client.PostAsJsonAsync("/api/login", new { email, password });
}
