using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace ScaleApp.Tests.Gateway;

public sealed class HubTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static readonly HttpTransportType[] Transports =
        [HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling];

    [RequiresFact("redis-server")]
    public async Task Clients_of_a_killed_replica_connect_to_another()
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await using var victim = ReplicaService.StartProcess(redis, gateway);
        await gateway.ForwardsToAsync(1);
        var connections = await Task.WhenAll(Transports.Select(transport => ConnectAsync(gateway, transport)));
        var place = (await Task.WhenAll(connections.Select(connection => connection.InvokeAsync<string>("Where")))).Distinct().Single();
        await gateway.AddServiceAsync();
        await gateway.ForwardsToAsync(2);

        victim.Kill();

        foreach (var (connection, transport) in connections.Zip(Transports))
        {
            await Eventually.IsTrueAsync(
                async () => connection.State == HubConnectionState.Connected && await connection.InvokeAsync<string>("Where") != place,
                $"{transport} is connected to the other replica");
            Assert.Equal($"{transport}", await connection.InvokeAsync<string>("Transport"));
            await connection.DisposeAsync();
        }
    }

    [RequiresFact("redis-server")]
    public async Task Affinity_cookie_is_for_hubs_only_and_follows_the_replica()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:HealthInterval=00:01:00");
        var replicas = await gateway.AddRawAsync(2);
        var (good, ended) = (replicas[0], replicas[1]);
        Assert.False((await gateway.Client.GetAsync("/")).Headers.Contains("Set-Cookie"));
        string? cookie = null;
        await Eventually.IsTrueAsync(async () =>
        {
            var answer = await gateway.Client.PostAsync("/hubs/rooms/negotiate", null);
            cookie = answer.Headers.GetValues("Set-Cookie").Single();
            return await answer.Content.ReadAsStringAsync() == $"{ended.Port}";
        }, "a client is at the replica that will end");
        Assert.Contains("path=/hubs; samesite=lax; httponly", cookie);
        Assert.Equal($"{ended.Port}", await NegotiateAsync(gateway, cookie!));
        Assert.Equal($"{ended.Port}", await NegotiateAsync(gateway, cookie!));

        await ended.DisposeAsync();
        using var request = Negotiation(cookie!);
        var moved = await gateway.Client.SendAsync(request);

        Assert.Equal($"{good.Port}", await moved.Content.ReadAsStringAsync());
        Assert.NotEqual(cookie, moved.Headers.GetValues("Set-Cookie").Single());
    }

    [RequiresFact("redis-server")]
    public async Task Stopping_gateway_ends_hub_connections_at_once()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "ServiceDefaults:DrainGrace=00:05:00");
        await gateway.AddServiceAsync();
        var connections = await Task.WhenAll(Transports.Select(transport => ConnectAsync(gateway, transport, reconnects: false)));

        await gateway.App.StopAsync().WaitAsync(Eventually.Default);

        await Eventually.IsTrueAsync(() => connections.All(connection => connection.State == HubConnectionState.Disconnected), "the connections have ended");
    }

    [RequiresFact("redis-server")]
    public async Task Stream_of_events_arrives_at_once_and_has_no_deadline()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "ServiceDefaults:RequestTimeout=00:00:00.200");
        await gateway.AddServiceAsync();

        using var answer = await gateway.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("data: first", await events.ReadLineAsync());
        Assert.Equal("", await events.ReadLineAsync());

        await Assert.ThrowsAsync<TimeoutException>(() => events.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(1)));
    }

    private static async Task<HubConnection> ConnectAsync(TestGateway gateway, HttpTransportType transport, bool reconnects = true)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(gateway.Client.BaseAddress!, "/hubs/where"), options =>
        {
            options.Transports = transport;
            options.Cookies = new CookieContainer();
        });
        var connection = (reconnects ? builder.WithAutomaticReconnect([TimeSpan.Zero, .. Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 100)]) : builder).Build();
        await connection.StartAsync().WaitAsync(Eventually.Default);
        return connection;
    }

    private static HttpRequestMessage Negotiation(string cookie) =>
        new(HttpMethod.Post, "/hubs/rooms/negotiate") { Headers = { { "Cookie", cookie[..cookie.IndexOf(';')] } } };

    private static async Task<string> NegotiateAsync(TestGateway gateway, string cookie)
    {
        using var request = Negotiation(cookie);
        return await (await gateway.Client.SendAsync(request)).Content.ReadAsStringAsync();
    }
}
