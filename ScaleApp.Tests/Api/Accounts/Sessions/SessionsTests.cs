using ScaleApp.Api.Accounts.Sessions;
using SessionOptions = ScaleApp.Api.Accounts.Sessions.SessionOptions;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

public class SessionsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Customer_sees_every_device_and_the_current_one()
    {
        using var customer = await api.First.SignInAsync();
        using var phone = await LogInAsync(customer, "Phone");

        var sessions = (await phone.GetFromJsonAsync<SignedInDevice[]>("/api/me/sessions"))!;

        Assert.Equal(2, sessions.Length);
        Assert.Equal("Phone", Assert.Single(sessions, session => session.IsThis).Device);
        Assert.All(sessions, session => Assert.DoesNotContain(session.Id, customer.Cookie));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Device_is_signed_out_from_another()
    {
        using var customer = await api.First.SignInAsync();
        using var phone = await LogInAsync(customer, "Phone");
        var sessions = (await customer.Client.GetFromJsonAsync<SignedInDevice[]>("/api/me/sessions"))!;
        var id = sessions.Single(session => session.Device == "Phone").Id;

        using var ended = await customer.Client.DeleteAsync($"/api/me/sessions/{id}");
        using var again = await customer.Client.DeleteAsync($"/api/me/sessions/{id}");

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await phone.StatusAsync());
        Assert.Equal(HttpStatusCode.OK, await customer.Client.StatusAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Session_of_another_customer_is_not_found()
    {
        using var customer = await api.First.SignInAsync();
        using var other = await api.First.SignInAsync();
        var id = (await other.Client.GetFromJsonAsync<SignedInDevice[]>("/api/me/sessions"))!.Single().Id;

        using var response = await customer.Client.DeleteAsync($"/api/me/sessions/{id}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await other.Client.StatusAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Log_out_everywhere_ends_all_sessions_of_that_customer_only()
    {
        using var customer = await api.First.SignInAsync();
        using var phone = await LogInAsync(customer, "Phone");
        using var other = await api.First.SignInAsync();

        using var response = await phone.PostAsync("/api/logout/everywhere", content: null);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await phone.StatusAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await customer.Client.StatusAsync());
        Assert.Equal(HttpStatusCode.OK, await other.Client.StatusAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Sessions_in_PostgreSQL_survive_a_Redis_flush()
    {
        await using var first = await api.StartReplicaAsync("Sessions:Store=postgres");
        await using var second = await api.StartReplicaAsync("Sessions:Store=postgres");
        using var customer = await first.SignInAsync();
        await api.Redis.CommandAsync("FLUSHALL");
        using var elsewhere = customer.On(second);

        Assert.Equal(HttpStatusCode.OK, await elsewhere.StatusAsync());

        using var response = await customer.Client.PostAsync("/api/logout", content: null);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await elsewhere.StatusAsync());
    }

    [Fact]
    public async Task Unknown_store_is_refused_at_start_with_the_known_ones()
    {
        await using var api = ScaleApp.Api.ApiApplication.Create(
            ["--Sessions:Store=memcached", "--ConnectionStrings:redis=unused", "--ConnectionStrings:shopdb=Host=unused"]);

        var error = Assert.Throws<OptionsValidationException>(() => api.Services.GetRequiredService<IOptions<SessionOptions>>().Value);

        Assert.All((string[])["Sessions:Store", "memcached", "redis", "postgres"], word => Assert.Contains(word, error.Message));
    }

    private async Task<HttpClient> LogInAsync(SignedInCustomer customer, string device)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/login")
        {
            Content = JsonContent.Create(new { customer.Email, SignedInCustomer.Password }),
            Headers = { { "User-Agent", device } },
        };
        using var response = await api.Second.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return SignedInCustomer.ClientWith(api.Second.Client.BaseAddress!, SignedInCustomer.CookieOf(response));
    }
}
