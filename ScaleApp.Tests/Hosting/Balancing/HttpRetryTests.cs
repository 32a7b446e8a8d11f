using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using ScaleApp.Hosting.Balancing;

namespace ScaleApp.Tests.Hosting.Balancing;

public class HttpRetryTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_replica_that_refuses_the_connection_costs_nobody_a_request(string method)
    {
        await using var b = await KestrelUpstream.StartAsync("b", Echo);
        await using var test = await TestBalancer.StartAsync(Refusing("a"), b.Destination);

        for (var i = 0; i < 20; i++)
        {
            using var response = await test.Http.SendAsync(new(new HttpMethod(method), "/") { Content = method == "POST" ? new StringContent("body") : null });
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(method == "POST" ? "body" : "", await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("GET", "", HttpStatusCode.OK)]
    [InlineData("PUT", "small", HttpStatusCode.OK)]
    [InlineData("DELETE", "", HttpStatusCode.OK)]
    [InlineData("POST", "small", HttpStatusCode.BadGateway)]
    [InlineData("POST", "", HttpStatusCode.BadGateway)]
    [InlineData("PATCH", "small", HttpStatusCode.BadGateway)]
    public async Task A_request_that_may_have_been_acted_on_is_repeated_only_when_idempotent(string method, string body, HttpStatusCode expected)
    {
        var seen = 0;
        await using var a = new RawUpstream("a", async peer =>
        {
            await peer.ReadHeadAsync();
            Interlocked.Increment(ref seen);
            peer.Reset();
        });
        await using var b = await KestrelUpstream.StartAsync("b", Echo);
        await using var test = await TestBalancer.StartAsync(a.Destination, b.Destination);

        using var response = await test.Http.SendAsync(new(new HttpMethod(method), "/") { Content = body.Length > 0 ? new StringContent(body) : null });

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(1, seen);
        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal(body, await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_request_that_kills_replicas_does_not_reach_them_all()
    {
        var upstreams = Enumerable.Range(0, 5).Select(i => new RawUpstream($"r{i}", async peer =>
        {
            await peer.ReadHeadAsync();
            peer.Reset();
        })).ToArray();
        await using var test = await TestBalancer.StartAsync([.. upstreams.Select(upstream => upstream.Destination)]);

        using var response = await test.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(3, upstreams.Sum(upstream => upstream.Connections));
        foreach (var upstream in upstreams)
        {
            await upstream.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_answer_that_breaks_off_reaches_the_client_as_a_broken_connection()
    {
        await using var a = new RawUpstream("a", async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            peer.Reset();
        });
        await using var b = await KestrelUpstream.NamedAsync("b");
        await using var test = await TestBalancer.StartAsync(a.Destination, b.Destination);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => test.Http.GetStringAsync("/"));
    }

    [Fact]
    public async Task When_every_replica_refuses_the_answer_is_503_with_Retry_After()
    {
        await using var test = await TestBalancer.StartAsync(Refusing("a"), Refusing("b"));

        using var response = await test.Http.PostAsync("/", new StringContent("x"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Connections_that_a_restarted_replica_closed_are_not_used_again()
    {
        var close = new TaskCompletionSource();
        await using var a = new RawUpstream("a", async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
            await close.Task;
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        Assert.Equal("a", await test.Http.GetStringAsync("/"));

        close.SetResult();

        // A POST is never repeated, so it passes only when the closed connection is seen before it is used.
        await Support.Eventually.IsAsync(() => test.Http.PostAsync("/", null), answer => answer.IsSuccessStatusCode, "a new connection is made");
        Assert.True(a.Connections >= 2);
    }

    [Fact]
    public async Task Killing_a_replica_under_load_fails_no_request_that_can_be_repeated()
    {
        await using var a = await KestrelUpstream.NamedAsync("a");
        await using var b = await KestrelUpstream.NamedAsync("b");
        await using var test = await TestBalancer.StartAsync(a.Destination, b.Destination);
        var failed = 0;
        var answered = 0;

        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 150; i++)
            {
                using var response = await test.Http.GetAsync("/");
                Interlocked.Add(ref failed, response.IsSuccessStatusCode ? 0 : 1);
                Interlocked.Increment(ref answered);
            }
        }));
        await Support.Eventually.IsTrueAsync(() => Volatile.Read(ref answered) > 100, "the load runs");
        await a.DisposeAsync();
        await load;

        Assert.Equal(0, failed);
    }

    private static Destination Refusing(string name)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Destination(name, (IPEndPoint)probe.LocalEndPoint!) { IsReady = true };
    }

    private static async Task Echo(HttpContext context)
    {
        context.Response.ContentLength = context.Request.ContentLength ?? 0;
        await context.Request.Body.CopyToAsync(context.Response.Body);
    }
}
