using System.Net.WebSockets;
using ScaleApp.Api.Rooms;

namespace ScaleApp.Tests.Api.Rooms;

public sealed class RoomTextTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const char RecordSeparator = '\u001e';

    // In one test, because a runner does not carry every text in the name of a test.
    private static readonly string[] Texts =
    [
        "\U0001F389 \U0001F469\u200D\U0001F469\u200D\U0001F467", "a\u001eb", "a\u2028b\u2029c", "\u202Eabc", "a\0b", "<img src=x onerror=1>&amp;", "\"'\\",
        "\ufeffx", "Z" + new string('\u0335', 60), new string('\u00e9', 2_000), " indented", "\u200b",
    ];

    [RequiresFact("redis-server", "postgres")]
    public async Task Text_arrives_unchanged_on_every_replica()
    {
        const string room = "product-41";
        using var ann = await api.First.SignInAsync();
        await using var here = await RoomClient.ConnectAsync(api.First, ann);
        await using var there = await RoomClient.ConnectAsync(api.Second, ann);
        await here.JoinAsync(room);
        await there.JoinAsync(room);

        foreach (var text in Texts)
        {
            Assert.NotNull(await here.SendAsync(room, text));
        }

        await here.HasAsync(Texts);
        await there.HasAsync(Texts);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Half_a_surrogate_pair_is_refused()
    {
        using var ann = await api.First.SignInAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", ann.Cookie);
        await socket.ConnectAsync(new UriBuilder(new Uri(api.First.Client.BaseAddress!, RoomsApi.HubPath)) { Scheme = "ws" }.Uri, default);
        await SendAsync(socket, """{"protocol":"json","version":1}""");
        await SendAsync(socket, """{"type":1,"invocationId":"1","target":"Join","arguments":["product-42",null]}""");

        await SendAsync(socket, """{"type":1,"invocationId":"2","target":"Send","arguments":["product-42","id","\ud83d"]}""");

        var answer = await AnswerAsync(socket, "2");
        Assert.True(answer.TryGetProperty("error", out _), $"{answer}");
    }

    private static Task SendAsync(ClientWebSocket socket, string record) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(record + RecordSeparator), WebSocketMessageType.Text, endOfMessage: true, default);

    private static async Task<JsonElement> AnswerAsync(ClientWebSocket socket, string invocationId)
    {
        using var deadline = new CancellationTokenSource(Eventually.Default);
        var received = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, deadline.Token);
            received.Append(Encoding.UTF8.GetString(buffer, 0, read.Count));
            var answer = received.ToString().Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Where(record => record.EndsWith('}')).Select(record => JsonSerializer.Deserialize<JsonElement>(record))
                .FirstOrDefault(record => record.TryGetProperty("invocationId", out var id) && id.GetString() == invocationId);
            if (answer.ValueKind == JsonValueKind.Object)
            {
                return answer;
            }
        }
    }
}
