using System.Net;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Tests.Hosting.Balancing;

public class HttpStreamingTests
{
    private const long Large = 100 * 1024 * 1024;

    [Fact]
    public async Task Events_reach_the_client_one_by_one_as_they_are_sent()
    {
        var next = new SemaphoreSlim(0);
        await using var a = await KestrelUpstream.StartAsync("a", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n");
                await context.Response.Body.FlushAsync();
                await next.WaitAsync(context.RequestAborted);
            }
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);

        using var response = await test.Http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($"data: {i}", await reader.ReadLineAsync());
            Assert.Equal("", await reader.ReadLineAsync());
            next.Release();
        }

        Assert.Null(await reader.ReadLineAsync());
    }

    [Fact]
    public async Task A_hundred_megabytes_pass_each_way_without_being_held()
    {
        await using var a = await KestrelUpstream.StartAsync("a", async context =>
        {
            long received = 0;
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer)) > 0)
            {
                received += read;
            }

            context.Response.ContentLength = received;
            for (var left = received; left > 0; left -= buffer.Length)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)));
            }
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long largest = 0;

        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new GeneratedContent(Large) };
        using var response = await test.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var chunk = new byte[64 * 1024];
        long total = 0;
        int count;
        while ((count = await body.ReadAsync(chunk)) > 0)
        {
            total += count;
            if (total % (8 * 1024 * 1024) < count)
            {
                largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        Assert.Equal(Large, total);
        Assert.InRange(largest - before, long.MinValue, 40 * 1024 * 1024);
    }

    [Fact]
    public async Task A_reader_that_stops_stops_the_replica_too()
    {
        long sent = 0;
        await using var a = await KestrelUpstream.StartAsync("a", async context =>
        {
            var buffer = new byte[64 * 1024];
            for (long i = 0; i < Large; i += buffer.Length)
            {
                await context.Response.Body.WriteAsync(buffer, context.RequestAborted);
                Interlocked.Add(ref sent, buffer.Length);
            }
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadHeadAsync();

        long last = -1;
        await Support.Eventually.IsAsync(
            () => Task.FromResult(Interlocked.Read(ref sent)),
            now => now == Interlocked.Exchange(ref last, now),
            "the replica comes to a halt");

        Assert.InRange(Interlocked.Read(ref sent), 0, Large - 1);
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_the_request_at_the_replica()
    {
        var (entered, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var a = await KestrelUpstream.StartAsync("a", async context =>
        {
            using var registration = context.RequestAborted.Register(cancelled.SetResult);
            entered.SetResult();
            await cancelled.Task;
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await entered.Task;

        client.Reset();

        await cancelled.Task.WaitAsync(Support.Eventually.Default);
        await Support.Eventually.IsTrueAsync(() => a.Destination.InFlight == 0, "the request is counted out");
    }

    [Fact]
    public async Task Trailers_pass_with_the_chunks_in_front_of_them()
    {
        await using var a = RawUpstream.Answering("a",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5;ext=1\r\nhello\r\n3\r\nyou\r\n0\r\nX-Sum: 8\r\nContent-Length: 3\r\n\r\n");
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var head = await client.ReadHeadAsync();
        var body = await client.ReadUntilAsync("\r\n\r\n");

        Assert.Contains("Transfer-Encoding: chunked\r\n", head);
        Assert.Equal("5\r\nhello\r\n3\r\nyou\r\n0\r\nX-Sum: 8\r\n\r\n", body);
    }

    [Fact]
    public async Task A_client_of_HTTP_1_0_gets_the_bare_data()
    {
        await using var a = RawUpstream.Answering("a", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("GET / HTTP/1.0\r\nHost: a\r\n\r\n");

        var answer = await client.ReadToEndAsync();
        Assert.DoesNotContain("chunked", answer);
        Assert.EndsWith("\r\n\r\nhello", answer);
    }

    [Fact]
    public async Task An_answer_that_ends_with_the_connection_is_whole()
    {
        await using var a = new RawUpstream("a", async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\n\r\nall of it");
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);

        Assert.Equal("all of it", await test.Http.GetStringAsync("/"));
    }

    [Theory]
    [InlineData("HEAD", 200, "Content-Length: 5\r\n")]
    [InlineData("GET", 204, "")]
    [InlineData("GET", 304, "ETag: \"x\"\r\n")]
    public async Task An_answer_without_a_body_is_followed_by_the_next_answer(string method, int status, string header)
    {
        await using var a = RawUpstream.Answering("a", $"HTTP/1.1 {status} Any\r\n{header}\r\n");
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync($"{method} / HTTP/1.1\r\nHost: a\r\n\r\n");
            var head = await client.ReadHeadAsync();
            Assert.StartsWith($"HTTP/1.1 {status} Any\r\n", head);
            Assert.Contains(header, head);
        }

        Assert.Equal(1, a.Connections);
    }

    private sealed class GeneratedContent(long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new byte[64 * 1024];
            for (var left = length; left > 0; left -= buffer.Length)
            {
                await stream.WriteAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)));
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = 0;
            return false;
        }
    }
}
