namespace ScaleApp.Tests.Api.Faults;

/// <summary>Two replicas with the right time and one with a skewed clock.</summary>
public class SkewedReplicaTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Permits = 100;

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("00:01:30")]
    [InlineData("-00:01:30")]
    public async Task Limits_sessions_and_tokens_hold_with_a_skewed_replica(string skew)
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await using var off = await StartAsync($"Faults:ClockSkew={skew}");
        ApiReplica[] replicas = [first, second, off];
        var shown = off.Services.GetRequiredService<TimeProvider>().GetUtcNow() - TimeProvider.System.GetUtcNow();
        Assert.InRange((shown - TimeSpan.Parse(skew)).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(5));

        var customers = await Task.WhenAll(replicas.Select(replica => replica.SignInAsync()));
        foreach (var (customer, replica) in customers.Zip(replicas))
        {
            var token = (await replica.LogInForTokensAsync(customer)).AccessToken;
            await AssertEverywhereAsync(HttpStatusCode.OK, replicas, at => customer.On(at).StatusAsync());
            await AssertEverywhereAsync(HttpStatusCode.OK, replicas, at => at.StatusWithAsync(token));
        }

        await AssertLimitAsync(replicas, customers[0]);

        using var logOut = await customers[1].On(off).PostAsync("/api/logout", content: null);
        await AssertEverywhereAsync(HttpStatusCode.Unauthorized, replicas, at => customers[1].On(at).StatusAsync());
    }

    /// <summary>Asserts that exactly the permits are admitted, and that all replicas give the same reset time.</summary>
    private static async Task AssertLimitAsync(ApiReplica[] replicas, SignedInCustomer customer)
    {
        var clients = replicas.Select(customer.On).ToArray();

        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * Permits).Select(i => clients[i % replicas.Length].GetAsync("/api/limited")));

        var refused = answers.Where(answer => answer.StatusCode is HttpStatusCode.TooManyRequests).ToArray();
        Assert.Equal((Permits, 2 * Permits), (answers.Count(answer => answer.StatusCode is HttpStatusCode.OK), refused.Length));
        var resets = refused.Select(answer => long.Parse(answer.Headers.GetValues("X-RateLimit-Reset").Single())).ToArray();
        Assert.InRange(resets.Max() - resets.Min(), 0, 1);
    }

    private static async Task AssertEverywhereAsync(HttpStatusCode expected, ApiReplica[] replicas, Func<ApiReplica, Task<HttpStatusCode>> ask) =>
        Assert.All(await Task.WhenAll(replicas.Select(ask)), status => Assert.Equal(expected, status));

    // A skew is allowed in Development only, whose cookies have another name. With a period of ten days no permit returns during the test.
    private Task<ApiReplica> StartAsync(params string[] settings) => api.StartReplicaAsync(
        ["environment=Development", $"Limits:Policies:limited:Permits={Permits}", "Limits:Policies:limited:Period=10.00:00:00", .. settings]);
}
