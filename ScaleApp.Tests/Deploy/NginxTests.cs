using ScaleApp.Tests.Api.Rooms;

namespace ScaleApp.Tests.Deploy;

/// <summary>Real nginx with <c>deploy/nginx.conf</c> over three replicas of the API in separate processes.</summary>
public sealed class NginxTests(ShopDatabase database, RedisServer redis)
    : TestWithServers("redis-server", "postgres", "nginx"), IClassFixture<ShopDatabase>, IClassFixture<RedisServer>
{
    private TestProgram _victim = null!;
    private NginxServer _nginx = null!;

    private protected override async Task StartAsync()
    {
        var addresses = new List<Uri>();
        for (var i = 0; i < 3; i++)
        {
            var (program, address) = await ApiPrograms.StartAsync(redis.ConnectionString, database.ConnectionString, "Limits:Policies:limited:Permits=100");
            _victim = await OwnAsync(Task.FromResult(program));
            addresses.Add(address);
        }

        _nginx = await OwnAsync(NginxServer.StartAsync(addresses));
    }

    [RequiresFact("redis-server", "postgres", "nginx")]
    public async Task Killed_replica_fails_no_repeatable_request_behind_nginx()
    {
        using var customer = await SignedInCustomer.RegisterAsync(_nginx.Address);
        var seen = new Dictionary<int, int>();
        for (var i = 0; i < 30; i++)
        {
            var answer = (await customer.Client.GetFromJsonAsync<WhoAmI>("/api/whoami"))!;
            seen[answer.ProcessId] = seen.GetValueOrDefault(answer.ProcessId) + 1;
        }

        Assert.Equal(3, seen.Count);
        _victim.Kill();
        for (var i = 0; i < 100; i++)
        {
            using var read = await customer.Client.GetAsync("/api/me");
            using var written = await customer.Client.PutAsJsonAsync("/api/cart/items/1", new { quantity = 1 + (i % 5) });
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (read.StatusCode, written.StatusCode));
        }
    }

    [RequiresFact("redis-server", "postgres", "nginx")]
    public async Task Addresses_are_replaced_large_bodies_refused_live_connections_kept()
    {
        using var client = new HttpClient { BaseAddress = _nginx.Address, DefaultRequestHeaders = { { "X-Forwarded-For", "203.0.113.7" } } };
        using var first = await client.GetAsync("/api/limited");
        client.DefaultRequestHeaders.Remove("X-Forwarded-For");
        using var second = await client.GetAsync("/api/limited");
        using var large = await client.PostAsync("/api/login", new ByteArrayContent(new byte[31 * 1024 * 1024]));

        // The same client to the limit.
        Assert.True(Remaining(second) < Remaining(first));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var customer = await SignedInCustomer.RegisterAsync(_nginx.Address);
        await using var room = await RoomClient.ConnectAsync(_nginx.Address, customer.Cookie);
        Assert.Equal("product-1", (await room.JoinAsync("product-1")).Room);
    }

    private static int Remaining(HttpResponseMessage response) =>
        int.Parse(response.Headers.GetValues("X-RateLimit-Remaining").Single(), CultureInfo.InvariantCulture);
}
