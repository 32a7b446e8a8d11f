using System.Text.RegularExpressions;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>Hangfire's dashboard through the gateway, for the administrator whose password is a parameter of the topology.</summary>
[Collection(ShopTests.Name)]
public partial class JobDashboardTests(ShopFixture shop)
{
    private const int Requests = 9;

    [RequiresFact("redis-server", "postgres")]
    public async Task Administrator_triggers_a_job_whichever_replica_answers()
    {
        using var client = await SignInAsync();
        using var shown = await client.GetAsync("/hangfire/recurring");
        var page = await shown.Content.ReadAsStringAsync();
        Assert.Contains("daily-digest", page, StringComparison.Ordinal);
        client.DefaultRequestHeaders.Add("Cookie", shown.Headers.GetValues("Set-Cookie").Single(cookie => cookie.Contains("Antiforgery", StringComparison.Ordinal)).Split(';')[0]);
        var before = await SucceededAsync(client);

        // One replica issued the token, and the requests go to all.
        for (var number = 0; number < Requests; number++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/hangfire/recurring/trigger")
            {
                Content = new FormUrlEncodedContent([new("jobs[]", "rotate-signing-keys")]),
                Headers = { { Meta(page, "csrf-header"), Meta(page, "csrf-token") } },
            };
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        await Eventually.IsTrueAsync(async () => await SucceededAsync(client) >= before + Requests, "the jobs that were triggered succeed");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Row_of_the_worker_links_the_dashboard()
    {
        var expected = new Uri(shop.Address, "/hangfire").ToString();

        await Eventually.IsTrueAsync(() => shop.Topology.Replicas("worker").Wanted.Any(replica =>
            shop.Topology.App.ResourceNotifications.TryGetCurrentState(replica.Id, out var current)
            && current.Snapshot.Urls.Any(url => url.Url == expected)), "the row of a worker links the dashboard");

        using var client = await SignInAsync();
        using var page = await client.GetAsync(new Uri(expected));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    private async Task<HttpClient> SignInAsync()
    {
        var parameter = shop.Topology.App.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ParameterResource>()
            .Single(resource => resource.Name == "administrator-password");
        Assert.True(parameter.Secret);
        using var client = shop.CreateClient();
        using var response = await client.PostAsJsonAsync("/api/login",
            new { email = "administrator@example.com", password = await parameter.GetValueAsync(default) });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return SignedInCustomer.ClientWith(shop.Address, SignedInCustomer.CookieOf(response));
    }

    private static async Task<int> SucceededAsync(HttpClient client)
    {
        var page = await client.GetStringAsync("/hangfire/jobs/succeeded?from=0&count=500");
        return Job().Count(page);
    }

    private static string Meta(string page, string name) =>
        WebUtility.HtmlDecode(Regex.Match(page, $"<meta name=\"{name}\" content=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("IKeyRotationJob.RunAsync")]
    private static partial Regex Job();
}
