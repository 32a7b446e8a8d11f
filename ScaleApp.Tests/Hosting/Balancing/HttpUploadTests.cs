using Microsoft.AspNetCore.Http;

namespace ScaleApp.Tests.Hosting.Balancing;

public class HttpUploadTests
{
    [Fact]
    public async Task A_client_that_awaits_100_continue_is_told_by_the_replica()
    {
        await using var a = new RawUpstream("a", async peer =>
        {
            var head = await peer.ReadHeadAsync();
            Assert.Contains("Expect: 100-continue\r\n", head);
            await peer.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            var body = await peer.ReadExactlyAsync(4);
            await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{body}");
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100 ", await client.ReadHeadAsync());
        await client.SendAsync("body");

        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync());
        Assert.Equal("body", await client.ReadExactlyAsync(4));
    }

    [Fact]
    public async Task A_client_that_awaits_100_continue_is_refused_without_sending_its_body()
    {
        await using var a = RawUpstream.Answering("a", "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\nExpect: 100-continue\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", await client.ReadHeadAsync());
        Assert.Equal("no", await client.ReadExactlyAsync(2));
    }

    [Fact]
    public async Task An_early_answer_reaches_a_client_that_is_still_sending()
    {
        await using var a = new RawUpstream("a", async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
            await peer.ReadToEndAsync();
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\nonly the beginning");

        Assert.StartsWith("HTTP/1.1 413 ", await client.ReadHeadAsync());
        Assert.Equal("no", await client.ReadExactlyAsync(2));
    }

    [Fact]
    public async Task A_body_in_chunks_arrives_whole_and_in_order()
    {
        await using var a = await KestrelUpstream.StartAsync("a", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync() + (context.Request.ContentLength?.ToString() ?? " chunked"));
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\none\r\n");
        await client.SendAsync("3\r\ntwo\r\n0\r\n\r\n");

        Assert.Contains("onetwo chunked", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_conversation_goes_both_ways_at_the_same_time()
    {
        await using var a = await KestrelUpstream.StartAsync("a", async context =>
        {
            var buffer = new byte[16];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer)) > 0)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
                await context.Response.Body.FlushAsync();
            }
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nping\r\n");
        await client.ReadHeadAsync();
        Assert.Equal("4\r\nping\r\n", await client.ReadExactlyAsync(9));
        await client.SendAsync("4\r\npong\r\n0\r\n\r\n");

        Assert.Equal("4\r\npong\r\n0\r\n\r\n", await client.ReadUntilAsync("0\r\n\r\n"));
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_never_seen_as_whole_by_the_replica()
    {
        var seen = new TaskCompletionSource<string>();
        await using var a = new RawUpstream("a", async peer => seen.SetResult(await peer.ReadToEndAsync()));
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
        await Support.Eventually.IsTrueAsync(() => a.Connections == 1, "the upload has begun");
        client.Reset();

        Assert.DoesNotContain("0\r\n\r\n", await seen.Task.WaitAsync(Support.Eventually.Default));
    }
}
