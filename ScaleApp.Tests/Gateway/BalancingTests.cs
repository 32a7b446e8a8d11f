using Yarp.ReverseProxy.Model;

namespace ScaleApp.Tests.Gateway;

public sealed class BalancingTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Requests_of_one_connection_are_spread_over_all_replicas()
    {
        const int requests = 3_300;
        await using var gateway = await TestGateway.StartAsync(redis);
        await using var first = await new RawReplica().RegisterAsync(gateway);
        await using var second = await new RawReplica().RegisterAsync(gateway);
        await using var third = await new RawReplica().RegisterAsync(gateway);
        await gateway.ForwardsToAsync(3);

        for (var i = 0; i < requests; i++)
        {
            await gateway.Client.GetStringAsync("/");
        }

        Assert.All([first, second, third], replica => Assert.InRange(replica.Requests.Count, 0.9 * requests / 3, 1.1 * requests / 3));
    }

    [RequiresFact("redis-server")]
    public async Task Replica_that_is_not_ready_gets_no_requests()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:HealthInterval=00:00:00.100");
        await using var ready = await new RawReplica().RegisterAsync(gateway);
        await using var busy = await new RawReplica().RegisterAsync(gateway);
        await gateway.ForwardsToAsync(2);
        busy.IsReady = false;
        await Eventually.IsTrueAsync(() => gateway.Available.Count == 1, "one replica is not ready");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Client.GetStringAsync("/")));

        Assert.Empty(busy.Requests);
        busy.IsReady = true;
        await gateway.ForwardsToAsync(2);
    }

    [RequiresFact("redis-server")]
    public async Task Missing_ready_replica_gives_503_with_Retry_After()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:HealthInterval=00:00:00.100");
        await AssertUnavailableAsync(gateway);
        await using var replica = await new RawReplica().RegisterAsync(gateway);
        await gateway.ForwardsToAsync(1);

        replica.IsReady = false;
        await Eventually.IsTrueAsync(() => gateway.Available.Count == 0, "the replica is not ready");

        await AssertUnavailableAsync(gateway);
        Assert.Empty(replica.Requests);
    }

    [RequiresFact("redis-server")]
    public async Task Failed_replicas_are_tried_when_none_is_healthy()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:FailureRest=00:05:00");
        var isFailing = true;
        RawAnswer Answer(RawRequest request) => Volatile.Read(ref isFailing) ? RawAnswer.Close : RawAnswer.Ok;
        await using var first = await new RawReplica(Answer).RegisterAsync(gateway);
        await using var second = await new RawReplica(Answer).RegisterAsync(gateway);
        await gateway.ForwardsToAsync(2);
        Assert.Equal(HttpStatusCode.BadGateway, (await gateway.Client.GetAsync("/")).StatusCode);
        Assert.All(gateway.Destinations, destination => Assert.Equal(DestinationHealth.Unhealthy, destination.Health.Passive));

        Volatile.Write(ref isFailing, false);

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/")).StatusCode);
    }

    [RequiresFact("redis-server")]
    public async Task Replica_whose_connection_failed_rests_while_another_is_healthy()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:FailureRest=00:05:00", "Gateway:HealthInterval=00:01:00");
        await using var good = await new RawReplica().RegisterAsync(gateway);
        await using var bad = await new RawReplica(_ => RawAnswer.Close).RegisterAsync(gateway);
        await gateway.ForwardsToAsync(2);

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
        await using var replica = await new RawReplica(
            request => request.Target == "/hang" ? RawAnswer.Hang : request.Target == "/half" ? RawAnswer.CloseHalfway : RawAnswer.Ok).RegisterAsync(gateway);
        await gateway.ForwardsToAsync(1);
        using var impatient = new CancellationTokenSource();

        var disconnected = gateway.Client.GetAsync("/hang", impatient.Token);
        await Eventually.IsTrueAsync(() => replica.Requests.Count == 1, "the replica has the request");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => disconnected);
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await gateway.Client.GetAsync("/hang")).StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => gateway.Client.GetAsync("/half"));
        await gateway.SendRawAsync("CONNECT shop.example:80 HTTP/1.1\r\nHost: shop.example:80\r\nConnection: close\r\n\r\n");
        await gateway.SendRawAsync("GET / HTTP/1.1\r\nHost: shop.example\r\nX-Name: \u00e9\r\nConnection: close\r\n\r\n");

        Assert.Equal(DestinationHealth.Unknown, gateway.Destinations.Single().Health.Passive);
    }

    private static async Task AssertUnavailableAsync(TestGateway gateway)
    {
        var answer = await gateway.Client.PostAsync("/", null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("No replica is ready.", await answer.Content.ReadAsStringAsync());
    }
}
