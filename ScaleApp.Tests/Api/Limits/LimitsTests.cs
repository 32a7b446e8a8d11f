using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace ScaleApp.Tests.Api.Limits;

/// <summary>Limits as clients see them. Every test is a separate client, by the address that a balancer would forward.</summary>
public class LimitsTests(LimitsFixture api) : IClassFixture<LimitsFixture>
{
    private readonly string _address = $"10.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}";

    [RequiresFact("redis-server", "postgres")]
    public async Task Every_response_says_what_is_left_of_its_limit()
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

        // An export costs twenty permits.
        using var costly = await api.Replicas[0].Client.SendAsync("POST", "/api/orders/exports", body: null, ("X-Forwarded-For", _address));
        Assert.StartsWith("\"default\";r=479;", Header(costly, "RateLimit"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Refused_request_may_retry_later_and_health_is_not_limited()
    {
        using var refused = await ExhaustAsync("/api/limited");
        using var health = await GetAsync(api.Replicas[0], "/health");
        using var alive = await GetAsync(api.Replicas[0], "/alive");
        using var page = await GetAsync(api.Replicas[0], "/index.html");

        await refused.ProblemAsync(HttpStatusCode.TooManyRequests);
        Assert.Equal("0", Header(refused, "X-RateLimit-Remaining"));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 8_000, 8_640);
        Assert.All((HttpResponseMessage[])[health, alive, page], answer =>
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.Contains("RateLimit"));
        });
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("203.0.113.7", "203.0.113.7:54321", "::ffff:203.0.113.7", "[::ffff:203.0.113.7]:443", "198.51.100.1, 203.0.113.7", "unknown, 203.0.113.7:80", " 203.0.113.7 ")]
    [InlineData("2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:54321", "2001:DB8:0:0::1", "2001:0db8:0000:0000:0000:0000:0000:0001", "198.51.100.1,2001:db8::1")]
    public async Task Client_has_one_limit_in_every_form_of_its_address(params string[] forms)
    {
        var remaining = new List<string>();
        foreach (var form in forms)
        {
            using var response = await GetAsync(api.Replicas[remaining.Count % 3], "/api/limited", form);
            remaining.Add(Header(response, "X-RateLimit-Remaining"));
        }

        Assert.Equal(Enumerable.Range(1, forms.Length).Select(used => $"{100 - used}"), remaining);
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

    private Task<HttpResponseMessage> GetAsync(ApiReplica replica, string path, string? forwarded = null) =>
        replica.Client.SendAsync("GET", path, body: null, ("X-Forwarded-For", forwarded ?? _address));

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}

/// <summary>Three replicas with low limits; their period is so long that no permit returns while a test runs.</summary>
public sealed class LimitsFixture() : TestWithServers("redis-server", "postgres")
{
    private static readonly string[] Settings =
    [
        "Limits:Policies:default:Permits=500", "Limits:Policies:default:Period=10.00:00:00",
        "Limits:Policies:limited:Permits=100", "Limits:Policies:limited:Period=10.00:00:00",
    ];

    internal List<ApiReplica> Replicas { get; } = [];

    private protected override async Task StartAsync()
    {
        var redis = await OwnAsync(RedisServer.StartAsync());
        var database = await OwnAsync(ShopDatabase.CreateAsync());
        for (var i = 0; i < 3; i++)
        {
            Replicas.Add(await OwnAsync(ApiReplica.StartAsync(redis.ConnectionString, database.ConnectionString, Settings)));
        }
    }
}
