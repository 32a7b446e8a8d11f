using ScaleApp.Api.Accounts;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

public class SessionSignInTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Log_in_creates_a_session_and_ends_the_previous_one()
    {
        using var customer = await api.First.SignInAsync();

        using var response = await customer.Client.PostAsJsonAsync("/api/login", new { customer.Email, SignedInCustomer.Password });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var cookie = SignedInCustomer.CookieOf(response);
        Assert.NotEqual(customer.Cookie, cookie);
        using var renewed = SignedInCustomer.ClientWith(api.Second.Client.BaseAddress!, cookie);
        Assert.Equal(customer.Id, (await renewed.GetFromJsonAsync<CurrentCustomer>("/api/me"))!.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, await customer.Client.StatusAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Log_out_on_one_replica_ends_the_session_on_all()
    {
        using var customer = await api.First.SignInAsync();
        using var elsewhere = customer.On(api.Second);
        Assert.Equal(HttpStatusCode.OK, await elsewhere.StatusAsync());

        using var response = await customer.Client.PostAsync("/api/logout", content: null);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Contains("expires=Thu, 01 Jan 1970", response.Headers.GetValues("Set-Cookie").Single());
        Assert.Equal(HttpStatusCode.Unauthorized, await elsewhere.StatusAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await customer.Client.StatusAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Cookie_is_inaccessible_to_scripts_and_other_sites()
    {
        using var response = await api.First.Client.PostAsJsonAsync("/api/register",
            new { email = $"{Guid.NewGuid():N}@example.com", name = "A test", password = SignedInCustomer.Password });

        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("__Host-session=", cookie);
        Assert.All((string[])["path=/", "secure", "samesite=lax", "httponly"], flag => Assert.Contains($"; {flag}", cookie));
        Assert.DoesNotContain("domain=", cookie);
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

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
