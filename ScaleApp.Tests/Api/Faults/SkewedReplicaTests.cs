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
        Assert.InRange(
            (off.Services.GetRequiredService<TimeProvider>().GetUtcNow() - TimeProvider.System.GetUtcNow() - TimeSpan.Parse(skew)).Duration(),
            TimeSpan.Zero, TimeSpan.FromSeconds(5));

        // A session that any replica created is valid at all.
        using var customers = new Disposables<SignedInCustomer>(await Task.WhenAll(replicas.Select(replica => replica.SignInAsync())));
        foreach (var customer in customers.All)
        {
            Assert.All(await StatusesAsync(replicas, replica => MeAsync(customer.On(replica))), status => Assert.Equal(HttpStatusCode.OK, status));
        }

        foreach (var replica in replicas)
        {
            var token = (await replica.LogInForTokensAsync(customers.All[0])).AccessToken;
            Assert.All(await StatusesAsync(replicas, at => at.StatusWithAsync(token)), status => Assert.Equal(HttpStatusCode.OK, status));
        }

        await AssertLimitAsync(replicas, customers.All[0]);

        // A session that the skewed replica ended is invalid at all.
        using var logOut = await customers.All[1].On(off).PostAsync("/api/logout", content: null);
        Assert.Equal(HttpStatusCode.NoContent, logOut.StatusCode);
        Assert.All(await StatusesAsync(replicas, replica => MeAsync(customers.All[1].On(replica))), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
    }

    /// <summary>Asserts that exactly the permits are admitted, and that all replicas give the same reset time.</summary>
    private static async Task AssertLimitAsync(ApiReplica[] replicas, SignedInCustomer customer)
    {
        using var clients = new Disposables<HttpClient>([.. replicas.Select(customer.On)]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * Permits).Select(i => clients.All[i % replicas.Length].GetAsync("/api/limited")));

        Assert.Equal(Permits, answers.Count(answer => answer.StatusCode is HttpStatusCode.OK));
        Assert.Equal(2 * Permits, answers.Count(answer => answer.StatusCode is HttpStatusCode.TooManyRequests));
        var resets = answers.Where(answer => answer.StatusCode is HttpStatusCode.TooManyRequests)
            .Select(answer => long.Parse(answer.Headers.GetValues("X-RateLimit-Reset").Single())).ToArray();
        Assert.InRange(resets.Max() - resets.Min(), 0, 1);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    // A skew is allowed in Development only, whose cookies have another name. With a period of ten days no permit returns during the test.
    private Task<ApiReplica> StartAsync(params string[] settings) => api.StartReplicaAsync(
        ["environment=Development", $"Limits:Policies:limited:Permits={Permits}", "Limits:Policies:limited:Period=10.00:00:00", .. settings]);

    private static async Task<HttpStatusCode[]> StatusesAsync(ApiReplica[] replicas, Func<ApiReplica, Task<HttpStatusCode>> ask) =>
        await Task.WhenAll(replicas.Select(ask));

    private static async Task<HttpStatusCode> MeAsync(HttpClient client)
    {
        using (client)
        {
            using var response = await client.GetAsync("/api/me");
            return response.StatusCode;
        }
    }

    private sealed class Disposables<T>(T[] all) : IDisposable
        where T : IDisposable
    {
        public T[] All => all;

        public void Dispose() => Array.ForEach(all, each => each.Dispose());
    }
}
