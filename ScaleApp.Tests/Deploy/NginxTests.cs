using System.Net;
using System.Net.Http.Json;
using ScaleApp.Tests.Api;
using ScaleApp.Tests.Api.Accounts;
using ScaleApp.Tests.Api.Rooms;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Deploy;

/// <summary>Real nginx with <c>deploy/nginx.conf</c> over three replicas of the API in separate processes.</summary>
public sealed class NginxTests(ShopDatabase database, RedisServer redis) : IClassFixture<ShopDatabase>, IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly List<(TestProgram Program, Uri Address)> _replicas = [];
    private NginxServer? _nginx;

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server", "postgres", "nginx"]) is null)
        {
            for (var i = 0; i < 3; i++)
            {
                _replicas.Add(await ApiPrograms.StartAsync(redis.ConnectionString, database.ConnectionString, "Limits:Policies:limited:Permits=100"));
            }

            _nginx = await NginxServer.StartAsync([.. _replicas.Select(replica => replica.Address)]);
        }
    }

    public async Task DisposeAsync()
    {
        await (_nginx?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach (var (program, _) in _replicas)
        {
            await program.DisposeAsync();
        }
    }

    [RequiresFact("redis-server", "postgres", "nginx")]
    public async Task Killed_replica_fails_no_repeatable_request_behind_nginx()
    {
        using var customer = await SignedInCustomer.RegisterAsync(_nginx!.Address);
        var seen = new Dictionary<int, int>();
        for (var i = 0; i < 30; i++)
        {
            var answer = (await customer.Client.GetFromJsonAsync<WhoAmI>("/api/whoami"))!;
            seen[answer.ProcessId] = seen.GetValueOrDefault(answer.ProcessId) + 1;
        }

        Assert.Equal(3, seen.Count);
        _replicas[0].Program.Kill();
        for (var i = 0; i < 100; i++)
        {
            using var read = await customer.Client.GetAsync("/api/me");
            using var written = await customer.Client.PutAsJsonAsync("/api/cart/items/1", new { quantity = 1 + (i % 5) });
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (read.StatusCode, written.StatusCode));
        }
    }

    [RequiresFact("redis-server", "postgres", "nginx")]
    public async Task Claimed_forwarded_addresses_are_replaced_and_large_bodies_refused()
    {
        using var client = new HttpClient { BaseAddress = _nginx!.Address, DefaultRequestHeaders = { { "X-Forwarded-For", "203.0.113.7" } } };
        using var first = await client.GetAsync("/api/limited");
        client.DefaultRequestHeaders.Remove("X-Forwarded-For");
        using var second = await client.GetAsync("/api/limited");
        using var large = await client.PostAsync("/api/login", new ByteArrayContent(new byte[31 * 1024 * 1024]));

        // The same client to the limit.
        Assert.True(Remaining(second) < Remaining(first));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [RequiresFact("redis-server", "postgres", "nginx")]
    public async Task Live_connection_works_through_nginx()
    {
        using var customer = await SignedInCustomer.RegisterAsync(_nginx!.Address);
        await using var room = await RoomClient.ConnectAsync(_nginx.Address, customer.Cookie);

        var joined = await room.JoinAsync("product-1");

        Assert.Equal("product-1", joined.Room);
    }

    private static int Remaining(HttpResponseMessage response) =>
        int.Parse(response.Headers.GetValues("X-RateLimit-Remaining").Single(), System.Globalization.CultureInfo.InvariantCulture);
}
