using System.Text.RegularExpressions;

namespace ScaleApp.Tests.Api.Jobs;

public class JobDashboardTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Dashboard_is_open_to_administrators_only()
    {
        using var customer = await api.First.SignInAsync();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = api.First.Client.BaseAddress };

        using var anonymous = await browser.SendAsync("GET", "/hangfire/recurring", body: null, ("Accept", "text/html"));
        using var page = await api.Second.Administrator.GetAsync("/hangfire/recurring");

        Assert.Equal(HttpStatusCode.Unauthorized, await api.First.Client.StatusAsync("/hangfire"));
        Assert.Equal(HttpStatusCode.Forbidden, await customer.Client.StatusAsync("/hangfire"));
        Assert.Equal("/sign-in.html?return=%2Fhangfire%2Frecurring", anonymous.Headers.Location?.OriginalString);
        Assert.Contains("Recurring", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("style-src 'self' 'unsafe-inline'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
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

        var cookie = shown.Headers.GetValues("Set-Cookie").Single(cookie => cookie.Contains("Antiforgery", StringComparison.Ordinal)).Split(';')[0];
        using var response = await replica.Administrator.SendAsync("POST", "/hangfire/recurring/trigger",
            new FormUrlEncodedContent([new("jobs[]", "daily-digest"), new("jobs[]", "cleanup")]),
            (Meta(page, "csrf-header"), Meta(page, "csrf-token")), ("Cookie", cookie));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(2L, await api.Database.CountAsync("outbox_jobs WHERE type LIKE '%IRecurringJobTrigger%'"));
    }

    internal static string Meta(string page, string name) =>
        WebUtility.HtmlDecode(Regex.Match(page, $"<meta name=\"{name}\" content=\"([^\"]*)\"").Groups[1].Value);
}
