using System.Text.RegularExpressions;

namespace ScaleApp.Tests.Api.Jobs;

public class JobDashboardTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Dashboard_is_open_to_administrators_only()
    {
        using var customer = await api.First.SignInAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await api.First.Client.StatusAsync("/hangfire"));
        Assert.Equal(HttpStatusCode.Forbidden, await customer.Client.StatusAsync("/hangfire"));
        Assert.Equal(HttpStatusCode.Forbidden, await customer.Client.StatusAsync("/hangfire/recurring"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Anonymous_browser_is_redirected_to_the_sign_in_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hangfire/recurring") { Headers = { { "Accept", "text/html" } } };

        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = api.First.Client.BaseAddress };
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/sign-in.html?return=%2Fhangfire%2Frecurring", response.Headers.Location?.OriginalString);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Dashboard_works_on_every_replica_under_its_own_policy()
    {
        foreach (var replica in (ApiReplica[])[api.First, api.Second])
        {
            using var page = await replica.Administrator.GetAsync("/hangfire/recurring");

            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Contains("Recurring", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Contains("style-src 'self' 'unsafe-inline'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }

        using var other = await api.First.Client.GetAsync("/api/products");
        Assert.DoesNotContain("unsafe-inline", other.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Change_without_an_antiforgery_token_is_refused()
    {
        using var response = await api.First.Administrator.PostAsync("/hangfire/recurring/trigger", new FormUrlEncodedContent([new("jobs[]", "daily-digest")]));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Trigger_goes_through_the_outbox_also_while_Redis_is_unavailable()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var replica = await ApiReplica.StartAsync(redis.ConnectionString, api.Database.ConnectionString);
        using var shown = await replica.Administrator.GetAsync("/hangfire/recurring");
        var page = await shown.Content.ReadAsStringAsync();
        await redis.KillAsync();

        using var request = new HttpRequestMessage(HttpMethod.Post, "/hangfire/recurring/trigger");
        request.Content = new FormUrlEncodedContent([new("jobs[]", "daily-digest"), new("jobs[]", "cleanup")]);
        request.Headers.Add(Meta(page, "csrf-header"), Meta(page, "csrf-token"));
        request.Headers.Add("Cookie", shown.Headers.GetValues("Set-Cookie").Single(cookie => cookie.Contains("Antiforgery", StringComparison.Ordinal)).Split(';')[0]);
        using var response = await replica.Administrator.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(2L, await api.Database.CountAsync("outbox_jobs WHERE type LIKE '%IRecurringJobTrigger%'"));
    }

    private static string Meta(string page, string name) =>
        WebUtility.HtmlDecode(Regex.Match(page, $"<meta name=\"{name}\" content=\"([^\"]*)\"").Groups[1].Value);
}
