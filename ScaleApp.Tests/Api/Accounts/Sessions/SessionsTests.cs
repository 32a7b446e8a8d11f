using ScaleApp.Api.Accounts.Sessions;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

public class SessionsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Customer_sees_every_device_and_signs_out_another()
    {
        using var customer = await api.First.SignInAsync();
        using var stranger = await api.First.SignInAsync();
        using var phone = await LogInAsync(customer, "Phone");

        var sessions = (await phone.GetFromJsonAsync<SignedInDevice[]>("/api/me/sessions"))!;

        Assert.Equal(2, sessions.Length);
        Assert.All(sessions, session => Assert.DoesNotContain(session.Id, customer.Cookie));
        var path = $"/api/me/sessions/{Assert.Single(sessions, session => session.IsThis && session.Device == "Phone").Id}";

        using var byStranger = await stranger.Client.DeleteAsync(path);
        using var ended = await customer.Client.DeleteAsync(path);
        using var again = await customer.Client.DeleteAsync(path);

        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.NoContent, HttpStatusCode.NotFound), (byStranger.StatusCode, ended.StatusCode, again.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, await phone.StatusAsync());
        Assert.Equal(HttpStatusCode.OK, await customer.Client.StatusAsync());
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
        Assert.Equal(HttpStatusCode.Unauthorized, await elsewhere.StatusAsync());
    }

    private async Task<HttpClient> LogInAsync(SignedInCustomer customer, string device)
    {
        using var response = await api.Second.Client.SendAsync(
            "POST", "/api/login", new { customer.Email, SignedInCustomer.Password }, ("User-Agent", device));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return SignedInCustomer.ClientWith(api.Second.Client.BaseAddress!, SignedInCustomer.CookieOf(response));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("\U0001F389")]
    [InlineData("e\u0301")]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467")]
    [InlineData("\U0001F1E9\U0001F1EA")]
    public void Long_user_agent_ends_between_characters(string character)
    {
        var elements = string.Concat(Enumerable.Repeat(character, 300));
        for (var shift = 0; shift < 12; shift++)
        {
            var name = DeviceName.From(new string('-', shift) + elements);

            Assert.InRange(name.Length, DeviceName.MaxLength - character.Length + 1, DeviceName.MaxLength);
            Assert.Equal(0, (name.Length - shift) % character.Length);
            Assert.Equal(shift + (name.Length - shift) / character.Length, new StringInfo(name).LengthInTextElements);
        }
    }
}
