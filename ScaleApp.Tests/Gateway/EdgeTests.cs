namespace ScaleApp.Tests.Gateway;

/// <summary>What the gateway accepts from clients, and what it forwards about them.</summary>
public sealed class EdgeTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Oversized_or_too_many_headers_are_431_and_never_502()
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddServiceAsync();

        Assert.Equal("200", await StatusAsync(gateway, $"Cookie: {Cookies(31_000)}\r\n"));
        for (var size = 32_000; size < 33_000; size += 40)
        {
            Assert.Matches("200|431", await StatusAsync(gateway, $"Cookie: {Cookies(size)}\r\n"));
        }

        Assert.Equal("431", await StatusAsync(gateway, $"Cookie: {Cookies(200_000)}\r\n"));
        Assert.Equal("200", await StatusAsync(gateway, Headers(98)));
        Assert.Equal("431", await StatusAsync(gateway, Headers(99)));
        Assert.Equal("431", await StatusAsync(gateway, Headers(1_000)));

        static string Headers(int count) => string.Concat(Enumerable.Range(0, count).Select(number => $"X-{number}: 1\r\n"));
    }

    [RequiresTheory("redis-server")]
    [InlineData("PUT", 100_000)]
    [InlineData("POST", 3_000_000)]
    [InlineData("PUT", 20_000_000)]
    [InlineData("PUT", 40_000_000)]
    public async Task Oversized_body_gets_a_413_that_the_client_can_read(string method, int size)
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddServiceAsync();
        var body = new byte[size];

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("413", await SendAllBeforeReadingAsync(gateway, method, body));
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync(gateway, method, body));
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync(gateway, method, body, isChunked: true));
        }
    }

    [RequiresFact("redis-server")]
    public async Task Body_within_the_limit_arrives_whatever_its_framing()
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddServiceAsync();
        var body = new byte[ReplicaService.MaxBody - 1_000];

        Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, "POST", body));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, "PUT", body, isChunked: true));
    }

    [RequiresFact("redis-server")]
    public async Task Replica_learns_of_the_client_from_the_gateway_only()
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync();

        await gateway.SendRawAsync(
            "GET / HTTP/1.1\r\nHost: shop.example:5080\r\nX-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 198.51.100.2\r\n"
            + "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /evil\r\nX-Forwarded-Port: 1\r\n"
            + "Forwarded: for=198.51.100.3\r\nX-Real-IP: 198.51.100.4\r\nConnection: close\r\n\r\n");

        var request = Assert.Single(gateway.Requests);
        Assert.Equal(["127.0.0.1"], request.Header("X-Forwarded-For"));
        Assert.Equal(["shop.example:5080"], request.Header("X-Forwarded-Host"));
        Assert.Equal(["http"], request.Header("X-Forwarded-Proto"));
        Assert.Equal(["shop.example:5080"], request.Header("Host"));
        Assert.DoesNotContain("evil", request.Head);
        Assert.DoesNotContain("198.51.100", request.Head);
    }

    [RequiresFact("redis-server")]
    public async Task Trusted_proxy_forwards_the_address_of_the_client()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:TrustedProxies:0=127.0.0.0/8");
        await gateway.AddRawAsync();

        await gateway.SendRawAsync(
            "GET / HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: 203.0.113.9, 198.51.100.7\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n");

        var request = Assert.Single(gateway.Requests);
        Assert.Equal(["198.51.100.7"], request.Header("X-Forwarded-For"));
        Assert.Equal(["https"], request.Header("X-Forwarded-Proto"));
    }

    [RequiresFact("redis-server")]
    public async Task Header_bytes_and_trace_reach_the_replica_unchanged()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync();

        await gateway.SendRawAsync(
            $"GET / HTTP/1.1\r\nHost: shop.example\r\nX-Latin: caf\u00e9\r\nX-Utf: caf\u00c3\u00a9\r\ntraceparent: 00-{trace}-b7ad6b7169203331-01\r\nConnection: close\r\n\r\n");

        var request = Assert.Single(gateway.Requests);
        Assert.Equal(["caf\u00e9"], request.Header("X-Latin"));
        Assert.Equal(["caf\u00c3\u00a9"], request.Header("X-Utf"));
        Assert.Contains(trace, Assert.Single(request.Header("traceparent")));
    }

    [RequiresTheory("redis-server")]
    [InlineData("Gateway:TrustedProxies:0", "everybody", "not a network")]
    [InlineData("Gateway:TryTimeout", "00:10:00", "must not be longer")]
    [InlineData("Gateway:Attempts", "0", "Attempts")]
    [InlineData("Gateway:HubsPath", "hubs", "HubsPath")]
    public async Task Wrong_setting_stops_the_start(string name, string value, string message)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => TestGateway.StartAsync(redis, $"{name}={value}"));

        Assert.Contains(message, error.Message);
    }

    private static async Task<string> StatusAsync(TestGateway gateway, string headers) =>
        (await gateway.SendRawAsync($"GET /whoami HTTP/1.1\r\nHost: x\r\n{headers}Connection: close\r\n\r\n"))[9..12];

    private static string Cookies(int size) => string.Join("; ", Enumerable.Range(0, size / 1_000).Select(number => $"c{number:00}=" + new string('x', 994)));

    private static async Task<HttpStatusCode> SendAsync(TestGateway gateway, string method, byte[] body, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/items") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = isChunked;
        return (await gateway.Client.SendAsync(request)).StatusCode;
    }

    /// <summary>A client that writes its whole request before it reads.</summary>
    private static async Task<string> SendAllBeforeReadingAsync(TestGateway gateway, string method, byte[] body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Client.BaseAddress!.Port);
        await using var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} /items HTTP/1.1\r\nHost: x\r\nContent-Length: {body.Length}\r\n\r\n"));
            await stream.WriteAsync(body);
        }
        catch (IOException)
        {
            // The gateway stopped reading the body; its answer must still arrive.
        }

        var answer = new byte[12];
        await stream.ReadExactlyAsync(answer);
        return Encoding.ASCII.GetString(answer)[9..];
    }
}
