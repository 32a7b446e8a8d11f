using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleApp.Redis.SignalR;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.SignalR;

public sealed class ConnectionLifetimeTests(TwoServers servers) : IClassFixture<TwoServers>
{
    [RequiresFact("redis-server")]
    public async Task Nothing_is_left_of_connections_that_came_and_went()
    {
        const int count = 100_000, atOnce = 100;
        await using var server = await HubServer<PlainHub>.StartAsync(servers.Redis.ConnectionString, options => options.ChannelPrefix = "leak");
        var manager = server.Services.GetRequiredService<HubLifetimeManager<PlainHub>>();
        var local = server.Services.GetRequiredService<LocalConnections<PlainHub>>();

        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (number, ct) =>
        {
            var connection = Connect($"connection-{number}", $"user-{number % 50}");
            await manager.OnConnectedAsync(connection);
            await manager.AddToGroupAsync(connection.ConnectionId, $"group-{number % 20}", ct);
            await manager.OnDisconnectedAsync(connection);
        });

        Assert.Equal((0, 0, 0), (local.Count, local.Groups.Count, local.Users.Count));
        await Eventually.IsTrueAsync(async () => await ChannelsAsync() == 2, "only the server's own two channels are heard");
    }

    [RequiresFact("redis-server")]
    public async Task A_connection_that_is_gone_joins_no_group_any_more()
    {
        await using var server = await HubServer<PlainHub>.StartAsync(servers.Redis.ConnectionString, options => options.ChannelPrefix = "gone");
        var manager = server.Services.GetRequiredService<HubLifetimeManager<PlainHub>>();
        var local = server.Services.GetRequiredService<LocalConnections<PlainHub>>();

        for (var number = 0; number < 200; number++)
        {
            var connection = Connect($"connection-{number}", "user");
            await manager.OnConnectedAsync(connection);
            await Task.WhenAll(
                Task.Run(() => manager.AddToGroupAsync(connection.ConnectionId, "group")),
                Task.Run(() => manager.RemoveFromGroupAsync(connection.ConnectionId, "group")),
                Task.Run(() => manager.OnDisconnectedAsync(connection)));
        }

        await Eventually.IsTrueAsync(() => local.Groups.Count == 0, "no group is left");
    }

    [RequiresFact("redis-server")]
    public async Task A_client_that_does_not_read_is_disconnected_and_the_others_do_not_wait_for_it()
    {
        await using var server = await HubServer<PlainHub>.StartAsync(servers.Redis.ConnectionString, options => options.ChannelPrefix = "slow");
        await using var reader = await server.ConnectAsync();
        using var idler = await HandshakeAsync(server.Address);
        var local = server.Services.GetRequiredService<LocalConnections<PlainHub>>();
        await Eventually.IsTrueAsync(() => local.Count == 2, "both are connected");
        var text = new string('x', 256 * 1024);

        var sent = 0;
        for (; sent < 2_000 && local.Count == 2; sent++)
        {
            await server.Hub.Clients.All.SendAsync("message", text).WaitAsync(Eventually.Default);
            // The one that reads gets the time to do so.
            await Eventually.IsTrueAsync(() => reader.Messages.Count == sent + 1, "the other client has the message");
        }

        await Eventually.IsTrueAsync(() => local.Count == 1, "the idle client is disconnected");
        Assert.False(reader.Closed.IsCompleted);
    }

    [RequiresFact("redis-server")]
    public async Task All_connections_of_a_user_are_ended_at_once()
    {
        await using var one = await servers.First.ConnectAsync("ann");
        await using var two = await servers.First.ConnectAsync("ann");
        await using var other = await servers.First.ConnectAsync("bob");

        Assert.Equal(2, servers.First.Services.GetRequiredService<ILocalConnections<PlainHub>>().Abort("ann", _ => true));

        await Task.WhenAll(one.Closed, two.Closed).WaitAsync(Eventually.Default);
        Assert.False(other.Closed.IsCompleted);
    }

    private static HubConnectionContext Connect(string id, string user)
    {
        var transport = new DefaultConnectionContext(id) { Transport = new Duplex(new Pipe().Reader, new Pipe().Writer) };
        return new HubConnectionContext(transport, new HubConnectionContextOptions(), NullLoggerFactory.Instance) { UserIdentifier = user };
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private static async Task<ClientWebSocket> HandshakeAsync(Uri server)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/hub" }.Uri, default);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, default);
        return socket;
    }

    private async Task<int> ChannelsAsync()
    {
        await using var client = await RedisClients.ConnectAsync(servers.Redis.ConnectionString);
        var answer = (StackExchange.Redis.RedisResult[])(await client.ExecuteAsync(db => db.ExecuteAsync("PUBSUB", "CHANNELS", "leak:*"), default))!;
        return answer.Length;
    }
}
