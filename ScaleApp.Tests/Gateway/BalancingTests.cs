using Yarp.ReverseProxy.Model;

namespace ScaleApp.Tests.Gateway;

public sealed class BalancingTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Requests_of_one_connection_are_spread_over_all_replicas()
    {
        const int requests = 3_300;
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync(3);

        for (var i = 0; i < requests; i++)
        {
            await gateway.Client.GetStringAsync("/");
        }

        Assert.All(gateway.Counts, count => Assert.InRange(count, 0.9 * requests / 3, 1.1 * requests / 3));
    }

    [RequiresFact("redis-server")]
    public async Task Only_ready_replicas_get_requests_and_without_one_503()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:HealthInterval=00:00:00.100");
        var replicas = await gateway.AddRawAsync(2);
        replicas[0].IsReady = false;
        await Eventually.IsTrueAsync(() => gateway.Available.Count == 1, "one replica is not ready");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Client.GetStringAsync("/")));
        Assert.Equal([0, 20], gateway.Counts);

        replicas[1].IsReady = false;
        await Eventually.IsTrueAsync(() => gateway.Available.Count == 0, "no replica is ready");
        var answer = await gateway.Client.PostAsync("/", null);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(2)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("No replica is ready.", await answer.Content.ReadAsStringAsync());
        Assert.Equal([0, 20], gateway.Counts);
        replicas[0].IsReady = true;
        await Eventually.IsTrueAsync(() => gateway.Available.Count == 1, "a replica is ready again");
    }

    [RequiresFact("redis-server")]
    public async Task Failed_replicas_are_tried_when_none_is_healthy()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:FailureRest=00:05:00");
        var isFailing = true;
        await gateway.AddRawAsync(2, (_, _) => Volatile.Read(ref isFailing) ? RawAnswer.Close : RawAnswer.Ok);
        Assert.Equal(HttpStatusCode.BadGateway, (await gateway.Client.GetAsync("/")).StatusCode);
        Assert.All(gateway.Destinations, destination => Assert.Equal(DestinationHealth.Unhealthy, destination.Health.Passive));

        Volatile.Write(ref isFailing, false);

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/")).StatusCode);
    }

    [RequiresFact("redis-server")]
    public async Task Replica_whose_connection_failed_rests_while_another_is_healthy()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:FailureRest=00:05:00", "Gateway:HealthInterval=00:01:00");
        var good = (await gateway.AddRawAsync())[0];
        var bad = (await gateway.AddRawAsync(1, (_, _) => RawAnswer.Close))[0];

        await Eventually.IsTrueAsync(
            async () => await gateway.Client.GetStringAsync("/") == $"{good.Port}" && gateway.Available.Count == 1, "the bad replica was tried");
        var before = bad.Requests.Count;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Client.GetStringAsync("/")));

        Assert.Equal(before, bad.Requests.Count);
    }

    [RequiresFact("redis-server")]
    public async Task Clients_cannot_make_a_replica_rest()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:FailureRest=00:05:00", "Gateway:ActivityTimeout=00:00:00.300", "Gateway:TryTimeout=00:00:00.300");
        await gateway.AddRawAsync(1, (_, request) => request.Target switch { "/hang" => RawAnswer.Hang, "/half" => RawAnswer.CloseHalfway, _ => RawAnswer.Ok });
        using var impatient = new CancellationTokenSource();

        var disconnected = gateway.Client.GetAsync("/hang", impatient.Token);
        await Eventually.IsTrueAsync(() => gateway.Requests.Length == 1, "the replica has the request");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => disconnected);
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await gateway.Client.GetAsync("/hang")).StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => gateway.Client.GetAsync("/half"));
        await gateway.SendRawAsync("CONNECT shop.example:80 HTTP/1.1\r\nHost: shop.example:80\r\nConnection: close\r\n\r\n");
        await gateway.SendRawAsync("GET / HTTP/1.1\r\nHost: shop.example\r\nX-Name: \u00e9\r\nConnection: close\r\n\r\n");

        Assert.Equal(DestinationHealth.Unknown, gateway.Destinations.Single().Health.Passive);
    }
}
