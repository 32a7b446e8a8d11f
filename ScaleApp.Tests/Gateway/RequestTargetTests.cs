namespace ScaleApp.Tests.Gateway;

public sealed class RequestTargetTests(RedisServer redis) : IClassFixture<RedisServer>
{
    /// <summary>Targets that decoders, routers and proxies often change.</summary>
    private static readonly string[] Targets =
    [
        "/", "/a/1%2Fb", "/a/1%252Fb", "/a%2Fb/1", "/a/%31", "/a//b", "//a/b", "/a/./b", "/a/x/../b", "/a/x/%2e%2e/b", "/a/b/", "/a/b;v=1",
        "/a?x=%", "/a/%", "/a/%zz", "/a?x=%00", "/a/%E2%82%AC", "/a/%e2%82%ac", "/a/b%0d%0aX:y", "/a?a=%20+&b", "/a?x=1&x=2", "/a?x=%2B5",
        "/a?", "/?", "/a?x=1#f", "/%2e%2e/%2e%2e/etc", "/..%2f..%2fetc", "/../../etc", "/a/..%5c..%5cx", @"/a\b", "/a/b|c{d}^e`f\"g<h>",
        "/a?q=|{}^`\"<>'\\[]", "/a/~!$&'()*+,=:@", "/a?" + Repeat("q=1&", 1100), "/a?q=" + Repeat("z", 7900), "/a%20b", "/a+b", "/%C0%AF",
        "/%ff", "/a?x=http://y/../z", "/a/%7euser", "/a/%41%5f",
    ];

    [RequiresFact("redis-server")]
    public async Task Target_reaches_the_replica_as_the_client_wrote_it()
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync();

        foreach (var target in Targets)
        {
            await SendAsync(gateway, "GET", target);
        }

        Assert.Equal(Targets, gateway.Requests.Select(request => request.Target));
    }

    [RequiresTheory("redis-server")]
    [InlineData("GET", "http://shop.example/a%2Fb?c=%2e", "/a%2Fb?c=%2e")]
    [InlineData("GET", "http://shop.example", "/")]
    [InlineData("GET", "http://shop.example?q", "/?q")]
    [InlineData("OPTIONS", "*", "/")]
    public async Task Target_in_another_form_arrives_in_origin_form(string method, string sent, string received)
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync();

        await SendAsync(gateway, method, sent);

        var request = Assert.Single(gateway.Requests);
        Assert.Equal(received, request.Target);
        Assert.Equal(["shop.example"], request.Header("Host"));
    }

    private static async Task SendAsync(TestGateway gateway, string method, string target)
    {
        var answer = await gateway.SendRawAsync($"{method} {target} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n");
        Assert.True(answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal), $"{target}: {answer}");
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
