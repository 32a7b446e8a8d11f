namespace ScaleApp.Tests.Api.Accounts;

public class PasswordChangeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Changed = "staple battery horse";

    [RequiresFact("redis-server", "postgres")]
    public async Task Change_ends_sessions_and_tokens_and_renews_the_current_session()
    {
        using var customer = await api.First.SignInAsync();
        using var elsewhere = await LogInAsync(customer, SignedInCustomer.Password);
        var tokens = await api.Second.LogInForTokensAsync(customer);

        using var response = await ChangeAsync(customer.Client, SignedInCustomer.Password, Changed);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        using var renewed = SignedInCustomer.ClientWith(api.Second.Client.BaseAddress!, SignedInCustomer.CookieOf(response));
        Assert.Equal(HttpStatusCode.OK, await renewed.StatusAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await customer.Client.StatusAsync());
        using var phone = SignedInCustomer.ClientWith(api.First.Client.BaseAddress!, SignedInCustomer.CookieOf(elsewhere));
        Assert.Equal(HttpStatusCode.Unauthorized, await phone.StatusAsync());
        Assert.Null(await api.First.RefreshAsync(tokens.RefreshToken));
        using var byToken = await api.First.SendWithAsync(HttpMethod.Get, "/api/me", tokens.AccessToken);
        Assert.Equal(HttpStatusCode.Unauthorized, byToken.StatusCode);
        using var withOld = await LogInAsync(customer, SignedInCustomer.Password);
        Assert.Equal(HttpStatusCode.Unauthorized, withOld.StatusCode);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("a wrong password", Changed, "currentPassword")]
    [InlineData(SignedInCustomer.Password, "seven77", "newPassword")]
    public async Task Refused_change_names_the_field_and_ends_no_session(string current, string changed, string field)
    {
        using var customer = await api.First.SignInAsync();

        using var response = await ChangeAsync(customer.Client, current, changed);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(field, Assert.Single(errors.EnumerateObject()).Name);
        Assert.Equal(HttpStatusCode.OK, await customer.Client.StatusAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Wrong_current_passwords_count_as_log_in_attempts()
    {
        await using var replica = await api.StartReplicaAsync("Limits:Policies:login-account:Permits=2");
        using var customer = await api.First.SignInAsync();
        using var client = customer.On(replica);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await ChangeAsync(client, "a wrong password", Changed);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests], statuses);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Concurrent_changes_from_one_password_make_one_change()
    {
        using var customer = await api.First.SignInAsync();
        using var elsewhere = customer.On(api.Second);

        var answers = await Task.WhenAll(
            ChangeAsync(customer.Client, SignedInCustomer.Password, "the first new password"),
            ChangeAsync(elsewhere, SignedInCustomer.Password, "the second new password"));

        Assert.All(answers, answer => Assert.True((int)answer.StatusCode < 500, $"{answer.StatusCode}"));
        using var first = await LogInAsync(customer, "the first new password");
        using var second = await LogInAsync(customer, "the second new password");
        Assert.Single([first, second], answer => answer.StatusCode is HttpStatusCode.OK);
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, string currentPassword, string newPassword) =>
        client.PutAsJsonAsync("/api/me/password", new { currentPassword, newPassword });

    private Task<HttpResponseMessage> LogInAsync(SignedInCustomer customer, string password) => api.Second.Client.LogInAsync(customer.Email, password);
}
