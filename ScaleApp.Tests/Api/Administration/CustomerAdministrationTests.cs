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
        using var again = await api.Second.Client.PostAsJsonAsync("/api/login", new { customer.Email, SignedInCustomer.Password });
        using var administrator = SignedInCustomer.ClientWith(api.First.Client.BaseAddress!, SignedInCustomer.CookieOf(again));
        Assert.Equal(HttpStatusCode.OK, await administrator.StatusAsync("/api/admin/customers"));
        using var byToken = await api.Second.SendWithAsync(HttpMethod.Get, "/api/admin/customers", (await api.First.LogInForTokensAsync(customer)).AccessToken);
        Assert.Equal(HttpStatusCode.OK, byToken.StatusCode);

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
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(customer, "/api/login"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(customer, "/api/tokens"));

        Assert.Null((await ChangeAsync(customer.Id, "lockout", new { until = (DateTimeOffset?)null }))!.LockedUntil);
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(customer, "/api/login"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Customers_are_listed_in_pages_and_found_by_address()
    {
        using var customer = await api.First.SignInAsync();
        var ids = new List<int>();
        int? after = 0;
        while (after is not null)
        {
            var page = await GetAsync<CustomerPage>($"/api/admin/customers?limit=17&after={after}");
            ids.AddRange(page!.Items.Select(item => item.Id));
            after = page.Next;
        }

        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.Contains(customer.Id, ids);
        var found = await GetAsync<CustomerPage>($"/api/admin/customers?email={customer.Email.ToUpperInvariant()}");
        Assert.Equal(customer.Id, Assert.Single(found!.Items).Id);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData(1, "owner", HttpStatusCode.BadRequest)]
    [InlineData(1, "", HttpStatusCode.BadRequest)]
    [InlineData(1_000_000, "customer", HttpStatusCode.NotFound)]
    public async Task Unknown_role_or_customer_is_refused(int id, string role, HttpStatusCode status)
    {
        using var response = await api.First.Administrator.PutAsJsonAsync($"/api/admin/customers/{id}/role", new { role });

        Assert.Equal(status, response.StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Digest_requested_by_an_administrator_is_enqueued_through_the_outbox()
    {
        using var response = await api.First.Administrator.PostAsync("/api/admin/digests", content: null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(1L, await api.Database.ScalarAsync<long>(
            "SELECT count(*) FROM outbox_jobs WHERE type LIKE '%IDigestJob%' AND method = 'ResumeAsync'"));
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("GET", "/api/admin/customers")]
    [InlineData("PUT", "/api/admin/customers/1/role")]
    [InlineData("PUT", "/api/admin/customers/1/lockout")]
    [InlineData("PUT", "/api/admin/customers/1/orders/0190a8f0-0000-7000-8000-000000000000/shipped")]
    [InlineData("POST", "/api/admin/digests")]
    public async Task Administration_is_refused_to_customers_and_anonymous_clients(string method, string path)
    {
        using var customer = await api.First.SignInAsync();
        foreach (var (client, status) in ((HttpClient, HttpStatusCode)[])
            [(api.First.Client, HttpStatusCode.Unauthorized), (customer.Client, HttpStatusCode.Forbidden)])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = method is "PUT" ? JsonContent.Create(new { role = "administrator" }) : null;
            using var response = await client.SendAsync(request);
            Assert.Equal(status, response.StatusCode);
        }
    }

    private Task<CustomerDetails?> ChangeRoleAsync(int id, string role) => ChangeAsync(id, "role", new { role });

    private async Task<CustomerDetails?> ChangeAsync(int id, string what, object change)
    {
        using var response = await api.First.Administrator.PutAsJsonAsync($"/api/admin/customers/{id}/{what}", change);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<CustomerDetails>();
    }

    private async Task<HttpStatusCode> LogInAsync(SignedInCustomer customer, string path)
    {
        using var response = await api.Second.Client.PostAsJsonAsync(path, new { customer.Email, SignedInCustomer.Password });
        return response.StatusCode;
    }

    private Task<T?> GetAsync<T>(string path) => api.First.Administrator.GetFromJsonAsync<T>(path);
}
