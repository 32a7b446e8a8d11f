using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Tests.Hosting.Balancing;

public class HttpUpgradeTests
{
    [Fact]
    public async Task A_WebSocket_talks_to_its_replica_and_closes_in_order()
    {
        await using var a = await KestrelUpstream.StartAsync("a", EchoAsync);
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{test.Port}/chat"), CancellationToken.None);

        foreach (var size in new[] { 1, 1000, 200_000 })
        {
            var sent = Encoding.ASCII.GetBytes(new string('x', size));
            await socket.SendAsync(sent, WebSocketMessageType.Text, true, CancellationToken.None);
            Assert.Equal(sent, await ReceiveAsync(socket));
        }

        Assert.Equal(1, a.Destination.InFlight);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        await Support.Eventually.IsTrueAsync(() => a.Destination.InFlight == 0, "the WebSocket is counted out");
    }

    [Fact]
    public async Task A_refused_upgrade_is_an_answer_like_any_other()
    {
        await using var a = await KestrelUpstream.StartAsync("a", context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://127.0.0.1:{test.Port}/"), CancellationToken.None));

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_switch_that_nobody_asked_for_is_a_bad_answer()
    {
        await using var a = RawUpstream.Answering("a", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
        await using var test = await TestBalancer.StartAsync(a.Destination);

        using var response = await test.Http.GetAsync("/");

        Assert.Equal(System.Net.HttpStatusCode.BadGateway, response.StatusCode);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[8192];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, received.EndOfMessage, context.RequestAborted);
        }
    }

    private static async Task<byte[]> ReceiveAsync(WebSocket socket)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[8192];
        WebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            whole.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);

        return whole.ToArray();
    }
}
