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
        Assert.Equal(HttpStatusCode.Unauthorized, await api.First.StatusWithAsync(tokens.AccessToken));
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

        var errors = (await response.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("errors");
        Assert.Equal(field, Assert.Single(errors.EnumerateObject()).Name);
        Assert.Equal(HttpStatusCode.OK, await customer.Client.StatusAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Wrong_current_passwords_count_as_log_in_attempts()
    {
        await using var replica = await api.StartReplicaAsync("Limits:Policies:login-account:Permits=2");
        using var customer = await api.First.SignInAsync();
        using var client = customer.On(replica);

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ChangeAsync(client, "a wrong password", Changed)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.TooManyRequests);
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

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("/api/login")]
    [InlineData("/api/tokens")]
    public async Task Log_in_concurrent_with_a_password_change_is_refused(string path)
    {
        using var customer = await api.First.SignInAsync();
        await using var shop = api.Database.Context();
        await using var transaction = await shop.Database.BeginTransactionAsync();
        await shop.Database.ExecuteSqlAsync($"UPDATE customers SET security_stamp = 'changed' WHERE id = {customer.Id}");

        var logIn = api.Second.Client.PostAsJsonAsync(path, new { customer.Email, SignedInCustomer.Password });
        await Eventually.IsTrueAsync(async () => await api.Database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0, "the log-in waits for the change");
        await transaction.CommitAsync();
        using var response = await logIn;

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key is "Set-Cookie"
            && header.Value.Last(cookie => cookie.Contains("session=", StringComparison.Ordinal)) is var last
            && !last.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal));
        Assert.Equal(0L, await api.Database.CountAsync($"token_families WHERE customer_id = {customer.Id}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await customer.Client.StatusAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Rehashed_password_ends_no_session()
    {
        await using var replica = await api.StartReplicaAsync("Accounts:Passwords:IterationCount=2000");
        using var customer = await api.First.SignInAsync();
        var before = await HashAsync(customer.Id);

        using var logIn = await replica.Client.LogInAsync(customer.Email);
        Assert.Equal(HttpStatusCode.OK, logIn.StatusCode);
        Assert.NotEqual(before, await HashAsync(customer.Id));
        Assert.Equal(HttpStatusCode.OK, await customer.Client.StatusAsync());
        using var again = await api.Second.Client.LogInAsync(customer.Email);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private Task<string> HashAsync(int customer) => api.Database.ScalarAsync<string>($"SELECT password_hash FROM customers WHERE id = {customer}");
}
