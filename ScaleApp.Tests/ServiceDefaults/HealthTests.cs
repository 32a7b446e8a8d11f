using System.Net;
using ScaleApp.ServiceDefaults;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults;

public class HealthTests
{
    [Fact]
    public async Task A_service_that_needs_nothing_is_ready_and_alive()
    {
        await using var service = await TestService.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/alive")).StatusCode);
        Assert.Equal("""{"status":"Healthy","checks":{"self":"Healthy","draining":"Healthy"}}""",
            await service.Client.GetStringAsync("/health"));
    }

    [RequiresFact("redis-server")]
    public async Task Without_redis_a_service_is_alive_and_not_ready_and_ready_again_when_it_returns()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var service = await TestService.StartAsync(
            builder => builder.AddRedis(), null, ("ConnectionStrings:redis", redis.ConnectionString));
        await ReadinessIsAsync(service, HttpStatusCode.OK);

        await redis.KillAsync();

        await ReadinessIsAsync(service, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/alive")).StatusCode);
        Assert.Contains("\"StackExchange.Redis\":\"Unhealthy\"", await (await service.Client.GetAsync("/health")).Content.ReadAsStringAsync());
        await redis.RestartAsync();
        await ReadinessIsAsync(service, HttpStatusCode.OK);
    }

    [RequiresFact("redis-server")]
    public async Task A_service_starts_while_redis_is_away()
    {
        await using var service = await TestService.StartAsync(
            builder => builder.AddRedis(), null, ("ConnectionStrings:redis", "127.0.0.1:1"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Client.GetAsync("/health")).StatusCode);
    }

    private static Task ReadinessIsAsync(TestService service, HttpStatusCode status) => Eventually.IsAsync(
        async () => (await service.Client.GetAsync("/health")).StatusCode, seen => seen == status, $"readiness is {status}");
}
