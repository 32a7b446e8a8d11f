using ScaleApp.Api.Rooms;
using StackExchange.Redis;

namespace ScaleApp.Tests.Api.Rooms;

/// <summary>Rooms while Redis is unavailable, and after it has lost data.</summary>
public sealed class RoomFaultTests() : TestWithServers("redis-server", "postgres")
{
    private const string Room = "product-1", Other = "product-2";

    private RedisServer _redis = null!;
    private ApiReplica _replica = null!;

    private protected override async Task StartAsync()
    {
        var database = await OwnAsync(ShopDatabase.CreateAsync());
        _redis = await OwnAsync(RedisServer.StartAsync(appendOnly: true));
        _replica = await OwnAsync(ApiReplica.StartAsync(_redis.ConnectionString, database.ConnectionString));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Connections_survive_a_Redis_outage_and_Send_returns_null()
    {
        await using var client = await RoomClient.EnterAsync(_replica, Room);

        await _redis.KillAsync();
        Assert.Null(await client.SendAsync(Room, "hello", "id"));
        await RoomsTests.RefusedAsync("unavailable", () => client.JoinAsync(Other));
        await RoomsTests.RefusedAsync("unavailable", () => client.SinceAsync(Room, null));
        await _redis.RestartAsync();
        await Eventually.IsTrueAsync(async () => await client.SendAsync(Room, "hello", "id") is not null, "it is stored");

        await client.HasAsync("hello");
        Assert.False(client.Closed.IsCompleted);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Room_announces_messages_after_a_failed_first_join()
    {
        await using var first = await RoomClient.ConnectAsync(_replica);
        await using var second = await RoomClient.ConnectAsync(_replica);
        // A client that has joined is fully connected: the backplane subscribes after the handshake, and refuses what it cannot subscribe.
        await first.JoinAsync(Other);
        await second.JoinAsync(Other);
        await _redis.KillAsync();
        await RoomsTests.RefusedAsync("unavailable", () => first.JoinAsync(Room));
        await RoomsTests.RefusedAsync("unavailable", () => second.JoinAsync(Room));
        await _redis.RestartAsync();
        await Eventually.IsTrueAsync(async () => (await second.JoinAsync(Room)).Title != "", "the room can be entered again");
        await Eventually.IsTrueAsync(async () => (await first.JoinAsync(Room)).Title != "", "the other can, too");

        // The publishing connection may reconnect later than the subscribing one.
        await Eventually.IsTrueAsync(async () =>
        {
            await first.SendAsync(Room, "hello");
            return first.Follower(Room).Announcements > 0 && second.Follower(Room).Announcements > 0;
        }, "both receive announcements");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Last_message_that_was_never_announced_arrives()
    {
        await using var client = await RoomClient.EnterAsync(_replica, Room);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);

        await new RoomLog(redis, Options.Create(new RoomOptions())).AppendAsync(Room, new RoomDraft("id", 1, "A test", "unannounced"), default);

        await client.HasAsync("unannounced");
        Assert.Equal(0, client.Follower(Room).Announcements);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Clients_reset_their_messages_after_Redis_was_flushed()
    {
        await using var client = await RoomClient.EnterAsync(_replica, Room);
        await client.SendAsync(Room, "lost");
        await client.HasAsync("lost");

        // The session is lost as well, but the connection stays open.
        await _redis.AdministerAsync("FLUSHALL");
        await using var second = await RoomClient.EnterAsync(_replica, Room);
        await Eventually.IsTrueAsync(() => client.People.Count == 2 && second.People.Count == 2, "both are shown again");
        await client.SendAsync(Room, "new");

        await Eventually.IsTrueAsync(() => client.Messages.Select(message => message.Text).SequenceEqual(["new"]), "the client shows the new message only");
        Assert.Equal(1, client.Follower(Room).Resets);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Connection_of_an_ended_session_ends_when_Redis_is_back()
    {
        await using var client = await RoomClient.EnterAsync(_replica, Room);

        // No replica is notified, as when the message is lost.
        await _redis.AdministerAsync("FLUSHALL");
        await _redis.RestartAsync();

        await client.Closed.WaitAsync(Eventually.Default);
    }
}
