using System.Net;

namespace ScaleApp.Tests.Hosting.Balancing;

public class HttpStrictnessTests
{
    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A : 1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A: 1\r\n folded\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A: 1\nX-B: 2\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nNo colon\r\nContent-Length: 0\r\n\r\n")]
    public async Task An_answer_that_can_be_read_in_two_ways_is_502(string answer)
    {
        await using var a = RawUpstream.Answering("a", answer);
        await using var test = await TestBalancer.StartAsync(a.Destination);

        using var response = await test.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("0x1\r\na\r\n0\r\n\r\n")]
    [InlineData("1\r\nab\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n")]
    public async Task Chunks_that_are_not_valid_never_look_like_a_whole_answer(string chunks)
    {
        await using var a = RawUpstream.Answering("a", $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var answer = await client.ReadHeadAsync() ?? "";

        if (!answer.StartsWith("HTTP/1.1 502 ", StringComparison.Ordinal))
        {
            Assert.DoesNotContain("0\r\n\r\n", await client.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task A_head_without_end_is_502_and_not_kept()
    {
        await using var a = new RawUpstream("a", async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\n");
            while (true)
            {
                await peer.SendAsync($"X-Long: {new string('x', 1000)}\r\n");
            }
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);

        using var response = await test.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    [Fact]
    public async Task What_follows_an_answer_unasked_is_not_taken_for_the_next_answer()
    {
        await using var a = RawUpstream.Answering("a",
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmineHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nyours");
        await using var test = await TestBalancer.StartAsync(a.Destination);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("mine", await test.Http.GetStringAsync("/"));
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nGET /")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-A : 1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n folded: 1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX(A): b\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task A_request_that_can_be_read_in_two_ways_is_refused_and_no_replica_sees_a_second_one(string request)
    {
        var smuggled = false;
        await using var a = new RawUpstream("a", async peer =>
        {
            while (await peer.ReadHeadAsync() is { } head)
            {
                smuggled |= head.Contains("smuggled", StringComparison.Ordinal);
                await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync(request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
        var answer = await client.ReadToEndAsync();

        Assert.Matches("^HTTP/1.1 (400|501) ", answer);
        Assert.False(smuggled);
    }

    [Fact]
    public async Task A_length_beside_chunked_is_dropped_and_the_chunks_count()
    {
        var seen = new TaskCompletionSource<string>();
        await using var a = new RawUpstream("a", async peer =>
        {
            var head = await peer.ReadHeadAsync();
            seen.SetResult(head + await peer.ReadUntilAsync("0\r\n\r\n"));
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        var answer = await client.ReadHeadAsync() ?? "";

        if (answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            var request = await seen.Task;
            Assert.DoesNotContain("\r\nContent-Length", request);
            Assert.EndsWith("3\r\nabc\r\n0\r\n\r\n", request);
        }
        else
        {
            Assert.StartsWith("HTTP/1.1 400 ", answer);
        }
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        await using var a = await KestrelUpstream.StartAsync("a", context =>
            Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, context.Request.Path));
        await using var b = await KestrelUpstream.StartAsync("b", context =>
            Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, context.Request.Path));
        await using var test = await TestBalancer.StartAsync(a.Destination, b.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync(string.Concat(Enumerable.Range(0, 20).Select(i => $"GET /{i:00} HTTP/1.1\r\nHost: a\r\n\r\n")));

        for (var i = 0; i < 20; i++)
        {
            await client.ReadHeadAsync();
            Assert.Contains($"/{i:00}", await client.ReadUntilAsync("0\r\n\r\n"));
        }
    }
}
