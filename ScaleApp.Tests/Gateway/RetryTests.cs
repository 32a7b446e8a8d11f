using Microsoft.AspNetCore.Mvc;

namespace ScaleApp.Tests.Gateway;

public sealed class RetryTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private const string Body = "{\"quantity\":2}";

    [RequiresTheory("redis-server")]
    [InlineData("GET", null, RawAnswer.Close)]
    [InlineData("GET", null, RawAnswer.Hang)]
    [InlineData("HEAD", null, RawAnswer.Close)]
    [InlineData("DELETE", null, RawAnswer.Close)]
    [InlineData("PUT", Body, RawAnswer.Close)]
    [InlineData("DELETE", Body, RawAnswer.Close)]
    [InlineData("GET", Body, RawAnswer.Close)]
    internal async Task Repeatable_request_is_sent_to_another_replica(string method, string? body, RawAnswer failure)
    {
        await using var gateway = await TestGateway.StartAsync(redis, failure == RawAnswer.Hang ? ["Gateway:TryTimeout=00:00:00.300"] : []);
        await gateway.AddRawAsync(2, (count, _) => count == 1 ? failure : RawAnswer.Ok);

        using var request = new HttpRequestMessage(new HttpMethod(method), "/items/1") { Content = body is null ? null : new StringContent(body) };
        var answer = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([1, 1], gateway.Counts);
        Assert.All(gateway.Requests, received => Assert.Equal(body ?? "", received.Body));
    }

    [RequiresTheory("redis-server")]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task Request_that_may_have_been_executed_is_not_retried(string method)
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync(2, (_, _) => RawAnswer.Close);

        using var request = new HttpRequestMessage(new HttpMethod(method), "/items") { Content = new StringContent(Body) };
        var answer = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = (await answer.Content.ReadFromJsonAsync<ProblemDetails>())!;
        Assert.Equal("The replica failed.", problem.Title);
        Assert.Equal("/items", problem.Instance);
        Assert.Contains("Idempotency-Key", problem.Detail);
        Assert.Equal(1, gateway.Counts.Sum());
    }

    /// <summary>The HTTP client repeats a request without a body by itself, and fails then as if it had not been sent.</summary>
    [RequiresTheory("redis-server")]
    [InlineData("")]
    [InlineData("Content-Length: 0\r\n")]
    public async Task Post_without_a_body_is_not_retried(string length)
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync(2, (_, request) => request.Method == "POST" ? RawAnswer.End : RawAnswer.Ok);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Client.GetStringAsync("/")));

        var answer = await gateway.SendRawAsync($"POST /checkout HTTP/1.1\r\nHost: shop.example\r\n{length}Connection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 502", answer);
        Assert.Single(gateway.Requests, request => request.Method == "POST");
    }

    [RequiresFact("redis-server")]
    public async Task Large_post_whose_replica_ended_early_is_not_retried()
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync(2, (_, request) => request.Method == "POST" ? RawAnswer.EndBeforeBody : RawAnswer.Ok);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Client.GetStringAsync("/")));

        var answer = await gateway.Client.PostAsync("/items", new ByteArrayContent(new byte[200_000]));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Single(gateway.Requests, request => request.Method == "POST");
    }

    [RequiresTheory("redis-server")]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Request_that_cannot_be_sent_goes_to_another_replica(string method)
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        var replicas = await gateway.AddRawAsync(2);
        await replicas[0].DisposeAsync();

        for (var i = 0; i < 10; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/") { Content = method == "GET" ? null : new ByteArrayContent(new byte[200_000]) };
            Assert.Equal(HttpStatusCode.OK, (await gateway.Client.SendAsync(request)).StatusCode);
        }
    }

    [RequiresFact("redis-server")]
    public async Task Post_goes_to_another_replica_when_connecting_takes_too_long()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:ConnectTimeout=00:00:00.300", "Gateway:FailureRest=00:00:00.100", "Gateway:HealthInterval=00:01:00");
        await gateway.AddRawAsync();
        using var deaf = new DeafPort();
        await gateway.Registry.RegisterAsync(gateway.Service, new(deaf.Address, "deaf", default, TimeSpan.FromMinutes(5)), default);
        await gateway.ForwardsToAsync(2);

        await Eventually.IsTrueAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.OK, (await gateway.Client.PostAsync("/", new StringContent(Body))).StatusCode);
            return gateway.Available.Count == 1;
        }, "the replica that cannot be connected to was tried");
    }

    [RequiresFact("redis-server")]
    public async Task Unreachable_replicas_are_503_because_nothing_was_sent()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:HealthInterval=00:01:00");
        var replicas = await gateway.AddRawAsync();
        await replicas[0].DisposeAsync();

        var answer = await gateway.Client.PostAsync("/", new StringContent(Body));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("No replica can be reached.", await answer.Content.ReadAsStringAsync());
    }

    [RequiresFact("redis-server")]
    public async Task Request_that_makes_replicas_fail_reaches_three_of_them()
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync(5, (_, _) => RawAnswer.Close);

        var answer = await gateway.Client.GetAsync("/poison");

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("It can be repeated.", await answer.Content.ReadAsStringAsync());
        Assert.Equal(3, gateway.Counts.Sum());
        Assert.All(gateway.Counts, count => Assert.InRange(count, 0, 1));
    }

    [RequiresTheory("redis-server")]
    [InlineData(64 * 1024, 2, HttpStatusCode.OK)]
    [InlineData(64 * 1024 + 1, 1, HttpStatusCode.BadGateway)]
    public async Task Body_is_kept_up_to_a_size(int size, int received, HttpStatusCode status)
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync(2, (count, _) => count == 1 ? RawAnswer.Close : RawAnswer.Ok);

        var answer = await gateway.Client.PutAsync("/items/1", new ByteArrayContent(new byte[size]));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(received, gateway.Counts.Sum());
        Assert.All(gateway.Requests, request => Assert.Equal(size, request.Body.Length));
    }

    [RequiresTheory("redis-server")]
    [InlineData("GET", 2, "It can be repeated.")]
    [InlineData("POST", 1, "Idempotency-Key")]
    public async Task Request_without_any_answer_ends_with_504(string method, int received, string detail)
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:TryTimeout=00:00:00.300", "Gateway:ActivityTimeout=00:00:00.500");
        await gateway.AddRawAsync(2, (_, _) => RawAnswer.Hang);

        using var request = new HttpRequestMessage(new HttpMethod(method), "/");
        var answer = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Contains(detail, await answer.Content.ReadAsStringAsync());
        Assert.Equal(received, gateway.Counts.Sum());
    }

    [RequiresFact("redis-server")]
    public async Task Request_at_the_only_replica_moves_to_the_next()
    {
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:TryTimeout=00:00:00.300");
        await gateway.AddRawAsync(1, (_, _) => RawAnswer.Hang);
        var answer = gateway.Client.GetAsync("/");
        await Eventually.IsTrueAsync(() => gateway.Counts.Sum() == 1, "the only replica has the request");

        await gateway.AddRawAsync();

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        Assert.Equal([1, 1], gateway.Counts);
    }

    [RequiresFact("redis-server")]
    public async Task Started_response_is_aborted_and_not_retried()
    {
        await using var gateway = await TestGateway.StartAsync(redis);
        await gateway.AddRawAsync(2, (_, _) => RawAnswer.CloseHalfway);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => gateway.Client.GetStringAsync("/"));

        Assert.Equal(1, gateway.Counts.Sum());
    }
}
