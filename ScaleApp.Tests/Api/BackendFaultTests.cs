using ScaleApp.Api.Catalog;
using ScaleApp.Api.Rooms;

namespace ScaleApp.Tests.Api;

/// <summary>Backends that are killed, stopped and restarted under the API. Each test has its own.</summary>
public sealed class BackendFaultTests() : TestWithServers("redis-server", "postgres")
{
    // This address is never cached, so it queries the database each time.
    private const string Uncached = "/api/products?limit=5";

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);

    private RedisServer _redis = null!;
    private PostgresServer _postgres = null!;
    private ApiReplica _api = null!;
    private string _database = null!;

    private HttpClient Client => _api.Client;

    private protected override async Task StartAsync()
    {
        _redis = await OwnAsync(RedisServer.StartAsync());
        _postgres = await OwnAsync(PostgresServer.StartAsync());
        _database = $"{await ShopDatabase.CreateAsync(_postgres)};Command Timeout=2";
        _api = await OwnAsync(ApiReplica.StartAsync(_redis.ConnectionString, _database));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Killed_Redis_under_load_fails_no_request_and_caching_resumes()
    {
        await using var load = new Load(Client, "/api/products/top?count=20");
        await load.PassAsync(50);
        await _redis.KillAsync();
        await load.PassAsync(100);

        await _redis.RestartAsync();
        await Eventually.IsTrueAsync(async () =>
        {
            using var response = await Client.GetAsync("/api/products/top?count=20");
            return response.StatusCode is HttpStatusCode.OK && response.Headers.GetValues("X-Cache").Single() == "hit";
        }, "the cache answers again", Recovery);

        Assert.Empty(await load.EndAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Overloaded_replica_answers_503_and_then_recovers()
    {
        await using var small = await ApiReplica.StartAsync(_redis.ConnectionString, _database, "Limits:ConcurrentRequests=2");
        await small.Client.GetStringAsync(Uncached);
        _postgres.Stop();
        List<Task<HttpResponseMessage>> requests = [.. Enumerable.Range(0, 3).Select(_ => small.Client.GetAsync(Uncached))];

        var refused = await Task.WhenAny(requests);
        using var health = await small.Client.GetAsync("/health");
        using var negotiated = await small.Client.PostAsync($"{RoomsApi.HubPath}/negotiate?negotiateVersion=1", null);
        _postgres.Continue();

        using var response = await refused;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(2)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
        Assert.Equal("The replica is overloaded.", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (health.StatusCode, negotiated.StatusCode));
        requests.Remove(refused);
        Assert.All(await Task.WhenAll(requests), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        using var next = await small.Client.GetAsync(Uncached);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Killed_PostgreSQL_leaves_cached_answers_and_503_for_the_rest()
    {
        foreach (var path in (string[])["/api/products/top?count=20", "/api/products/1", "/api/products/2"])
        {
            await Client.GetStringAsync(path);
        }

        await _postgres.KillAsync();

        using var cached = await Client.GetAsync("/api/products/top?count=20");
        using var uncached = await Client.GetAsync("/api/products/top?count=21");
        using var product = await Client.GetAsync("/api/products/1");
        using var products = await Client.GetAsync(Uncached);
        Assert.Equal(HttpStatusCode.OK, cached.StatusCode);
        Assert.Equal(HttpStatusCode.OK, product.StatusCode);
        await uncached.AssertUnavailableAsync();
        await products.AssertUnavailableAsync();

        // Of what is known to be outdated only best sellers are shown.
        await _api.Services.GetRequiredService<CatalogCache>().InvalidateProductsAsync(2);
        using var stale = await Client.GetAsync("/api/products/top?count=20");
        using var changed = await Client.GetAsync("/api/products/2");
        Assert.Equal((HttpStatusCode.OK, "stale"), (stale.StatusCode, stale.Headers.GetValues("X-Cache").Single()));
        await changed.AssertUnavailableAsync();

        await _postgres.RestartAsync();
        await Eventually.IsTrueAsync(async () => (await Client.GetAsync(Uncached)).IsSuccessStatusCode, "the database answers again", Recovery);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task PostgreSQL_restarted_under_load_fails_requests_with_503_only()
    {
        await using var load = new Load(Client, Uncached);
        await load.PassAsync(50);
        await _postgres.KillAsync();
        await load.PassAsync(4);
        await _postgres.RestartAsync();
        await Eventually.IsTrueAsync(async () => (await Client.GetAsync(Uncached)).IsSuccessStatusCode, "the database answers again", Recovery);

        Assert.Empty(await load.EndAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Stopped_PostgreSQL_delays_no_request_beyond_its_deadline()
    {
        await Client.GetStringAsync(Uncached);
        _postgres.Stop();
        try
        {
            var watch = Stopwatch.StartNew();
            using var response = await Client.GetAsync(Uncached);

            await response.AssertUnavailableAsync();

            // Two seconds for the command, two for its cancellation, and what a busy machine adds.
            Assert.InRange(watch.Elapsed.TotalSeconds, 1, 12);
        }
        finally
        {
            _postgres.Continue();
        }
    }
}
