namespace ScaleApp.Tests.Api.Http;

/// <summary>A page of a trusted site sees refusals as well, and its preflights cost no permits.</summary>
public class CorsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Partner = "https://partner.example";
    private const int Limit = 3;

    [RequiresFact("redis-server", "postgres")]
    public async Task Page_of_a_trusted_site_can_read_every_refusal()
    {
        await using var replica = await api.StartReplicaAsync($"Cors:Origins:0={Partner}", $"Limits:Policies:limited:Permits={Limit}", "Limits:Policies:limited:Period=01:00:00");

        foreach (var (path, status) in ((string, HttpStatusCode)[])
            [("/api/me", HttpStatusCode.Unauthorized), ("/api/none", HttpStatusCode.NotFound), ("/api/products/top?count=0", HttpStatusCode.BadRequest)])
        {
            using var response = await SendAsync(replica, HttpMethod.Get, path);
            Assert.Equal((status, Partner), (response.StatusCode, AllowedOrigin(response)));
        }

        for (var i = 0; i < Limit * 2; i++)
        {
            using var preflight = await SendAsync(replica, HttpMethod.Options, "/api/limited");
            Assert.Equal((HttpStatusCode.NoContent, Partner), (preflight.StatusCode, AllowedOrigin(preflight)));
        }

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i <= Limit; i++)
        {
            using var response = await SendAsync(replica, HttpMethod.Get, "/api/limited");
            statuses.Add(response.StatusCode);
            Assert.Equal(Partner, AllowedOrigin(response));
            Assert.Contains("Retry-After", response.Headers.GetValues("Access-Control-Expose-Headers").Single().Split(','));
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, Limit), HttpStatusCode.TooManyRequests], statuses);
        using var afterwards = await SendAsync(replica, HttpMethod.Options, "/api/limited");
        Assert.Equal(HttpStatusCode.NoContent, afterwards.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(ApiReplica replica, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Origin", Partner } } };
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
        }

        return await replica.Client.SendAsync(request);
    }

    private static string? AllowedOrigin(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? origins.Single() : null;
}
