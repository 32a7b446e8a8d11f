namespace ScaleApp.Tests.Api.Accounts;

public class SecurityStampTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresTheory("redis-server", "postgres")]
    [InlineData("/api/login")]
    [InlineData("/api/tokens")]
    public async Task Log_in_concurrent_with_a_password_change_is_refused(string path)
    {
        using var customer = await api.First.SignInAsync();
        await using var change = await api.Database.Source.OpenConnectionAsync();
        await using var transaction = await change.BeginTransactionAsync();
        await using var renew = new NpgsqlCommand($"UPDATE customers SET security_stamp = 'changed' WHERE id = {customer.Id}", change);
        await renew.ExecuteNonQueryAsync();

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

        using var logIn = await replica.Client.PostAsJsonAsync("/api/login", new { customer.Email, SignedInCustomer.Password });

        Assert.Equal(HttpStatusCode.OK, logIn.StatusCode);
        Assert.NotEqual(before, await HashAsync(customer.Id));
        Assert.Equal(HttpStatusCode.OK, await customer.Client.StatusAsync());
        using var again = await api.Second.Client.PostAsJsonAsync("/api/login", new { customer.Email, SignedInCustomer.Password });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private Task<string> HashAsync(int customer) => api.Database.ScalarAsync<string>($"SELECT password_hash FROM customers WHERE id = {customer}");
}
