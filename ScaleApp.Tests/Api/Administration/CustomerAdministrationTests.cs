using ScaleApp.Api.Administration;

namespace ScaleApp.Tests.Api.Administration;

public class CustomerAdministrationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Role_change_ends_sessions_and_applies_at_next_log_in()
    {
        using var customer = await api.First.SignInAsync();
        var tokens = await api.First.LogInForTokensAsync(customer);
        Assert.Equal(HttpStatusCode.Forbidden, await customer.Client.StatusAsync("/api/admin/customers"));

        var changed = await ChangeRoleAsync(customer.Id, "administrator");

        Assert.Equal(("administrator", customer.Email), (changed!.Role, changed.Email));
        Assert.Equal(HttpStatusCode.Unauthorized, await customer.Client.StatusAsync("/api/me"));
        Assert.Null(await api.First.RefreshAsync(tokens.RefreshToken));
        using var administrator = await api.Second.WithAnotherSessionAsync(customer);
        Assert.Equal(HttpStatusCode.OK, await administrator.StatusAsync("/api/admin/customers"));
        using var byToken = await api.Second.WithTokenAsync(customer);
        Assert.Equal(HttpStatusCode.OK, await byToken.StatusAsync("/api/admin/customers"));

        await ChangeRoleAsync(customer.Id, "customer");
        Assert.Equal(HttpStatusCode.Unauthorized, await administrator.StatusAsync("/api/admin/customers"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Locked_customer_cannot_sign_in_until_unlocked()
    {
        using var customer = await api.First.SignInAsync();
        var tokens = await api.First.LogInForTokensAsync(customer);
        var until = TimeProvider.System.GetUtcNow().AddDays(1);

        var locked = await ChangeAsync(customer.Id, "lockout", new { until });

        Assert.Equal(until, locked!.LockedUntil!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await customer.Client.StatusAsync("/api/me"));
        Assert.Null(await api.First.RefreshAsync(tokens.RefreshToken));
        using var logIn = await api.Second.Client.LogInAsync(customer.Email);
        using var forTokens = await api.Second.Client.PostAsJsonAsync("/api/tokens", new { customer.Email, SignedInCustomer.Password });
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (logIn.StatusCode, forTokens.StatusCode));

        Assert.Null((await ChangeAsync(customer.Id, "lockout", new { until = (DateTimeOffset?)null }))!.LockedUntil);
        using var unlocked = await api.Second.WithAnotherSessionAsync(customer);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Customers_are_listed_in_pages_and_found_by_address()
    {
        using var customer = await api.First.SignInAsync();
        var ids = new List<int>();
        int? after = 0;
        while (after is not null)
        {
            var page = await api.First.Administrator.GetFromJsonAsync<CustomerPage>($"/api/admin/customers?limit=17&after={after}");
            ids.AddRange(page!.Items.Select(item => item.Id));
            after = page.Next;
        }

        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.Contains(customer.Id, ids);
        var found = await api.First.Administrator.GetFromJsonAsync<CustomerPage>($"/api/admin/customers?email={customer.Email.ToUpperInvariant()}");
        Assert.Equal(customer.Id, Assert.Single(found!.Items).Id);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Digest_requested_by_an_administrator_is_enqueued_through_the_outbox()
    {
        using var response = await api.First.Administrator.PostAsync("/api/admin/digests", content: null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(1L, await api.Database.ScalarAsync<long>(
            "SELECT count(*) FROM outbox_jobs WHERE type LIKE '%IDigestJob%' AND method = 'ResumeAsync'"));
    }

    private Task<CustomerDetails?> ChangeRoleAsync(int id, string role) => ChangeAsync(id, "role", new { role });

    private async Task<CustomerDetails?> ChangeAsync(int id, string what, object change)
    {
        using var response = await api.First.Administrator.PutAsJsonAsync($"/api/admin/customers/{id}/{what}", change);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<CustomerDetails>();
    }
}
