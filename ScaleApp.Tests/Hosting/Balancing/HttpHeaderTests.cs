using System.Net;

namespace ScaleApp.Tests.Hosting.Balancing;

public class HttpHeaderTests
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public async Task Where_a_request_came_from_is_said_by_the_balancer_and_not_by_the_client()
    {
        var head = await SeenByReplicaAsync(
            "GET /a?b=%20c HTTP/1.1\r\nHost: shop.example:81\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n"
            + "X-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /x\r\nForwarded: for=9.9.9.9\r\n\r\n");

        Assert.StartsWith("GET /a?b=%20c HTTP/1.1\r\nHost: shop.example:81\r\n", head);
        Assert.Contains("X-Forwarded-For: 127.0.0.1\r\n", head);
        Assert.Contains("X-Forwarded-Proto: http\r\n", head);
        Assert.Contains("X-Forwarded-Host: shop.example:81\r\n", head);
        Assert.DoesNotContain("9.9.9.9", head);
        Assert.DoesNotContain("evil", head);
        Assert.DoesNotContain("Prefix", head);
        Assert.DoesNotContain("Via", head);
    }

    [Fact]
    public async Task A_known_proxy_is_believed_and_added_to()
    {
        var head = await SeenByReplicaAsync(
            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop\r\n\r\n",
            TestBalancer.Defaults with { KnownProxies = [IPAddress.Loopback] });

        Assert.Contains("X-Forwarded-For: 9.9.9.9, 127.0.0.1\r\n", head);
        Assert.Contains("X-Forwarded-Proto: https\r\n", head);
        Assert.Contains("X-Forwarded-Host: shop\r\n", head);
    }

    [Fact]
    public async Task Headers_of_the_clients_hop_stay_there()
    {
        var head = await SeenByReplicaAsync(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: X-Mine\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n"
            + "Proxy-Connection: x\r\nProxy-Authorization: secret\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\nX-Yours: \u00e9\r\n\r\n");

        Assert.Contains("X-Yours: \u00e9\r\n", head);
        foreach (var dropped in new[] { "X-Mine", "Keep-Alive", "TE:", "Proxy-", "Upgrade", "HTTP2", "Connection" })
        {
            Assert.DoesNotContain(dropped, head);
        }
    }

    [Fact]
    public async Task A_whole_URI_as_target_becomes_a_path()
    {
        var head = await SeenByReplicaAsync("GET http://shop.example/a?b HTTP/1.1\r\nHost: shop.example\r\n\r\n");

        Assert.StartsWith("GET /a?b HTTP/1.1\r\nHost: shop.example\r\n", head);
    }

    [Fact]
    public async Task Answer_headers_pass_but_those_of_the_replicas_hop()
    {
        await using var a = RawUpstream.Answering("a",
            "HTTP/1.1 299 Rather Fine\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nServer: mine\r\nX-Raw: \u00e9\r\n"
            + "Connection: X-Private\r\nX-Private: 1\r\nKeep-Alive: timeout=1\r\n\r\nok");
        await using var test = await TestBalancer.StartAsync(a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var head = await client.ReadHeadAsync();

        Assert.StartsWith("HTTP/1.1 299 Rather Fine\r\n", head);
        Assert.Contains("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n", head);
        Assert.Contains("Server: mine\r\n", head);
        Assert.Contains("X-Raw: \u00e9\r\n", head);
        Assert.DoesNotContain("Private", head);
        Assert.DoesNotContain("Keep-Alive", head);
        Assert.Equal("ok", await client.ReadExactlyAsync(2));
    }

    [Fact]
    public async Task CONNECT_is_refused()
    {
        await using var test = await TestBalancer.StartAsync();
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 405 ", await client.ReadHeadAsync());
    }

    private static async Task<string> SeenByReplicaAsync(string request, ScaleApp.Hosting.Balancing.LoadBalancerOptions? options = null)
    {
        var seen = new TaskCompletionSource<string>();
        await using var a = new RawUpstream("a", async peer =>
        {
            seen.TrySetResult(await peer.ReadHeadAsync() ?? "");
            await peer.SendAsync(Answer);
        });
        await using var test = await TestBalancer.StartAsync(options ?? TestBalancer.Defaults, a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync(request);
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync());
        return await seen.Task;
    }
}
