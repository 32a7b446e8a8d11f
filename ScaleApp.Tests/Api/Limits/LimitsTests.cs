using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace ScaleApp.Tests.Api.Limits;

/// <summary>Limits as clients see them. Every test is a separate client, by the address that a balancer would forward.</summary>
public class LimitsTests(LimitsFixture api) : IClassFixture<LimitsFixture>
{
    private readonly string _address = $"10.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}";

    [RequiresFact("redis-server", "postgres")]
    public async Task Every_response_has_the_rate_limit_headers()
    {
        using var first = await GetAsync(api.Replicas[0], "/api/limited");
        using var second = await GetAsync(api.Replicas[1], "/api/limited");
        using var unknown = await GetAsync(api.Replicas[2], "/nothing/here");

        Assert.Equal("\"limited\";q=100;w=864000", Header(first, "RateLimit-Policy"));
        Assert.Equal("\"limited\";r=99;t=8640", Header(first, "RateLimit"));
        Assert.Equal(("100", "99"), (Header(first, "X-RateLimit-Limit"), Header(first, "X-RateLimit-Remaining")));
        var reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Header(first, "X-RateLimit-Reset"))) - TimeProvider.System.GetUtcNow();
        Assert.InRange(reset.TotalSeconds, 8_000, 8_641);
        Assert.Equal("98", Header(second, "X-RateLimit-Remaining"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.StartsWith("\"default\";r=499;", Header(unknown, "RateLimit"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Refused_request_is_a_problem_with_Retry_After()
    {
        using var response = await ExhaustAsync("/api/limited");

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 8_000, 8_640);
        Assert.Equal("0", Header(response, "X-RateLimit-Remaining"));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(429, problem.GetProperty("status").GetInt32());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Health_and_pages_are_not_limited()
    {
        using var refused = await ExhaustAsync("/api/whoami");
        using var health = await GetAsync(api.Replicas[0], "/health");
        using var alive = await GetAsync(api.Replicas[0], "/alive");
        using var page = await GetAsync(api.Replicas[0], "/index.html");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.All((HttpResponseMessage[])[health, alive, page], answer =>
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.Contains("RateLimit"));
        });
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("203.0.113.1", "203.0.113.1")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("127.0.0.1", "198.51.100.9")]
    [InlineData("::1", "198.51.100.9")]
    public void Forwarded_address_is_accepted_from_known_proxies_only(string proxy, string client)
    {
        var services = api.Replicas[0].Services;
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(proxy) } };
        context.Request.Headers["X-Forwarded-For"] = "192.0.2.1, 198.51.100.9";

        new ForwardedHeadersMiddleware(_ => Task.CompletedTask, NullLoggerFactory.Instance,
            services.GetRequiredService<IOptions<ForwardedHeadersOptions>>()).ApplyForwarders(context);

        Assert.Equal(IPAddress.Parse(client), context.Connection.RemoteIpAddress);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Endpoint_may_cost_more_than_one_permit()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders/exports") { Headers = { { "X-Forwarded-For", _address } } };
        using var costly = await api.Replicas[0].Client.SendAsync(request);
        using var cheap = await GetAsync(api.Replicas[1], "/api/whoami");

        Assert.StartsWith("\"default\";r=480;", Header(costly, "RateLimit"));
        Assert.StartsWith("\"default\";r=479;", Header(cheap, "RateLimit"));
    }

    private async Task<HttpResponseMessage> ExhaustAsync(string path)
    {
        for (var i = 0; i < 1_000; i++)
        {
            var response = await GetAsync(api.Replicas[i % 3], path);
            if (response.StatusCode is HttpStatusCode.TooManyRequests)
            {
                return response;
            }

            response.Dispose();
        }

        throw new Xunit.Sdk.XunitException($"{path} is not limited.");
    }

    private async Task<HttpResponseMessage> GetAsync(ApiReplica replica, string path, string? forwarded = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Forwarded-For", forwarded ?? _address } } };
        return await replica.Client.SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
