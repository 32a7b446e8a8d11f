using System.Text.RegularExpressions;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>Hangfire's dashboard through the gateway, for the administrator whose password is a parameter of the topology.</summary>
[Collection(ShopTests.Name)]
public class JobDashboardTests(ShopFixture shop)
{
    private const int Requests = 9;

    [RequiresFact("redis-server", "postgres")]
    public async Task Administrator_triggers_a_job_whichever_replica_answers()
    {
        var dashboard = new Uri(shop.Address, "/hangfire").ToString();
        await Eventually.IsTrueAsync(() => shop.Topology.Replicas("worker").Wanted.Any(replica =>
            shop.Topology.App.ResourceNotifications.TryGetCurrentState(replica.Id, out var current)
            && current.Snapshot.Urls.Any(url => url.Url == dashboard)), "the row of a worker links the dashboard");
        using var client = await SignInAsync();
        using var shown = await client.GetAsync($"{dashboard}/recurring");
        var page = await shown.Content.ReadAsStringAsync();
        Assert.Contains("daily-digest", page, StringComparison.Ordinal);
        client.DefaultRequestHeaders.Add("Cookie", shown.Headers.GetValues("Set-Cookie").Single(cookie => cookie.Contains("Antiforgery", StringComparison.Ordinal)).Split(';')[0]);
        var before = await SucceededAsync(client);

        // One replica issued the token, and the requests go to all.
        for (var number = 0; number < Requests; number++)
        {
            using var response = await client.SendAsync("POST", "/hangfire/recurring/trigger",
                new FormUrlEncodedContent([new("jobs[]", "rotate-signing-keys")]), (Api.Jobs.JobDashboardTests.Meta(page, "csrf-header"), Api.Jobs.JobDashboardTests.Meta(page, "csrf-token")));
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        await Eventually.IsTrueAsync(async () => await SucceededAsync(client) >= before + Requests, "the jobs that were triggered succeed");
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

    private static async Task<int> SucceededAsync(HttpClient client) =>
        Regex.Count(await client.GetStringAsync("/hangfire/jobs/succeeded?from=0&count=500"), "IKeyRotationJob.RunAsync");
}
