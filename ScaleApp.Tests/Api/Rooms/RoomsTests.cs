using System.Net.WebSockets;
using Microsoft.AspNetCore.SignalR;
using ScaleApp.Api.Rooms;

namespace ScaleApp.Tests.Api.Rooms;

public sealed class RoomsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const char RecordSeparator = '\u001e';

    private static int Rooms;

    // Every test has its own room.
    private readonly string _room = $"product-{Interlocked.Increment(ref Rooms)}";

    [RequiresFact("redis-server", "postgres")]
    public async Task Texts_arrive_unchanged_on_every_replica()
    {
        string[] texts =
        [
            "\U0001F389 \U0001F469\u200D\U0001F469\u200D\U0001F467", "a\u001eb", "a\u2028b\u2029c", "\u202Eabc", "a\0b", "<img src=x onerror=1>&amp;", "\"'\\",
            "\ufeffx", "Z" + new string('\u0335', 60), new string('\u00e9', 2_000), " indented", "\u200b",
        ];
        using var ann = await api.First.SignInAsync();
        await using var here = await RoomClient.ConnectAsync(api.First, ann);
        await using var there = await RoomClient.EnterAsync(api.Second, _room);
        await here.JoinAsync(_room);

        var sent = new List<RoomMessageSent?>();
        foreach (var text in texts)
        {
            sent.Add(await here.SendAsync(_room, text));
        }

        await here.HasAsync(texts);
        await there.HasAsync(texts);
        var message = there.Messages[0];
        Assert.Equal((sent[0]!.Position, sent[0]!.At, ann.Id, "A test"), (message.Position, message.At, message.AuthorId, message.Author));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Client_that_reconnects_to_another_replica_gets_what_it_missed()
    {
        using var ann = await api.First.SignInAsync();
        await using var writer = await RoomClient.EnterAsync(api.First, _room, ann);
        var reader = await RoomClient.EnterAsync(api.First, _room, ann);
        await writer.SendAsync(_room, "seen");
        await reader.HasAsync("seen");
        await reader.DisposeAsync();
        await writer.SendAsync(_room, "missed 1");
        await writer.SendAsync(_room, "missed 2");

        await using var back = await RoomClient.ConnectAsync(api.Second, ann);
        var joined = await back.JoinAsync(_room, reader.Follower(_room));

        await back.HasAsync("seen", "missed 1", "missed 2");
        Assert.Equal(("missed 1", false), (joined.Missed.Messages[0].Text, joined.Missed.IsReset));
        Assert.NotEmpty(joined.Title);
        Assert.StartsWith($"{Environment.MachineName}-", joined.Replica, StringComparison.Ordinal);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Catching_up_loses_no_message_sent_meanwhile()
    {
        const int count = 150;
        using var ann = await api.First.SignInAsync();
        await using var replica = await api.StartReplicaAsync("Limits:Policies:room-messages:Permits=1000000");
        await using var writer = await RoomClient.EnterAsync(replica, _room, ann);
        string[] texts = [.. Enumerable.Range(0, count).Select(number => $"{number}")];
        var writing = Task.Run(async () =>
        {
            foreach (var text in texts)
            {
                await writer.SendAsync(_room, text);
            }
        });

        // Each joins without a position while messages are sent, so it starts with the newest page at that time.
        var readers = new List<RoomClient>();
        while (!writing.IsCompleted)
        {
            var reader = await RoomClient.ConnectAsync(readers.Count % 2 == 0 ? api.First : api.Second, ann);
            await reader.JoinAsync(_room);
            readers.Add(reader);
        }

        await writing;
        foreach (var reader in readers)
        {
            await Eventually.IsTrueAsync(() => reader.Messages is [.., { Text: "149" }], "the last message comes");
            Assert.Equal(texts[^reader.Messages.Count..], reader.Messages.Select(message => message.Text));
            await reader.DisposeAsync();
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Message_sent_again_with_its_id_is_stored_once()
    {
        await using var one = await RoomClient.EnterAsync(api.First, _room);
        await using var two = await RoomClient.EnterAsync(api.Second, _room);

        var sent = await one.SendAsync(_room, "mine", "id");
        Assert.Equal(sent, await one.SendAsync(_room, "mine", "id"));
        await two.SendAsync(_room, "other", "id");

        await one.HasAsync("mine", "other");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task History_leads_back_to_the_beginning()
    {
        await using var replica = await api.StartReplicaAsync("Rooms:HistoryPage=2");
        await using var client = await RoomClient.EnterAsync(replica, _room);
        foreach (var text in (string[])["1", "2", "3"])
        {
            await client.SendAsync(_room, text);
        }

        var newest = await client.HistoryAsync(_room, $"{long.MaxValue}-0");
        var oldest = await client.HistoryAsync(_room, newest.Messages[0].Position);

        Assert.Equal(["2", "3"], newest.Messages.Select(message => message.Text));
        Assert.False(newest.IsBeginning);
        Assert.Equal(["1"], oldest.Messages.Select(message => message.Text));
        Assert.True(oldest.IsBeginning);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Members_see_presence_and_typing()
    {
        await using var here = await RoomClient.EnterAsync(api.First, _room);
        var there = await RoomClient.EnterAsync(api.Second, _room);
        await Eventually.IsTrueAsync(() => here.People.Count == 2 && there.People.Count == 2, "both see two");

        await there.TypeAsync(_room);
        await there.TypeAsync(_room);
        await Eventually.IsTrueAsync(() => here.Typing.Count == 1, "the other is seen writing, once in a second");
        await there.DisposeAsync();

        await Eventually.IsTrueAsync(() => here.People is (1, ["A test"]), "one is left");
        Assert.Empty(there.Typing);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Unread_messages_of_a_member_are_counted()
    {
        using var ann = await api.First.SignInAsync();
        await using var reader = await RoomClient.EnterAsync(api.First, _room, ann);
        await using var writer = await RoomClient.EnterAsync(api.Second, _room);
        var read = await writer.SendAsync(_room, "read");
        await reader.ReadAsync(_room, read!.Position);
        await reader.LeaveAsync(_room);
        await writer.SendAsync(_room, "unread 1");
        await writer.SendAsync(_room, "unread 2");

        var rooms = await ann.Client.GetFromJsonAsync<RoomSummary[]>("/api/rooms");

        var room = Assert.Single(rooms!);
        Assert.Equal((_room, 2), (room.Room, room.Unread));
        Assert.DoesNotContain(reader.Messages, message => message.Text.StartsWith("unread", StringComparison.Ordinal));
        using var quit = await ann.Client.DeleteAsync($"/api/rooms/{_room}");
        quit.EnsureSuccessStatusCode();
        Assert.Empty((await ann.Client.GetFromJsonAsync<RoomSummary[]>("/api/rooms"))!);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Messages_are_bounded_and_limited()
    {
        await using var replica = await api.StartReplicaAsync("Limits:Policies:room-messages:Permits=3", "Limits:Policies:room-messages:Period=00:10:00");
        await using var client = await RoomClient.EnterAsync(replica, _room);

        await RefusedAsync("1 to 2000 characters", () => client.SendAsync(_room, new string('x', 2_001)));
        await RefusedAsync("1 to 2000 characters", () => client.SendAsync(_room, " "));
        await RefusedAsync("id of 1 to 64", () => client.SendAsync(_room, "hello", new string('x', 65)));
        for (var number = 0; number < 3; number++)
        {
            Assert.NotNull(await client.SendAsync(_room, new string('ü', 2_000)));
        }

        await RefusedAsync("Too many messages", () => client.SendAsync(_room, "one too many"));
    }

    internal static async Task RefusedAsync(string because, Func<Task> call) =>
        Assert.Contains(because, (await Assert.ThrowsAsync<HubException>(call)).Message);

    [RequiresFact("redis-server", "postgres")]
    public async Task Half_a_surrogate_pair_is_refused()
    {
        using var ann = await api.First.SignInAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", ann.Cookie);
        await socket.ConnectAsync(new UriBuilder(new Uri(api.First.Client.BaseAddress!, RoomsApi.HubPath)) { Scheme = "ws" }.Uri, default);
        string[] records =
        [
            """{"protocol":"json","version":1}""",
            """{"type":1,"invocationId":"1","target":"Join","arguments":["product-42",null]}""",
            """{"type":1,"invocationId":"2","target":"Send","arguments":["product-42","id","\ud83d"]}""",
        ];
        await socket.SendAsync(Encoding.UTF8.GetBytes(string.Concat(records.Select(record => record + RecordSeparator))), WebSocketMessageType.Text, true, default);

        using var deadline = new CancellationTokenSource(Eventually.Default);
        var (received, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        string? answer = null;
        while (answer is null)
        {
            var read = await socket.ReceiveAsync(buffer, deadline.Token);
            received.Append(Encoding.UTF8.GetString(buffer, 0, read.Count));
            answer = received.ToString().Split(RecordSeparator)[..^1].FirstOrDefault(record => record.Contains("\"invocationId\":\"2\"", StringComparison.Ordinal));
        }

        Assert.Contains("\"error\":", answer, StringComparison.Ordinal);
    }
}
