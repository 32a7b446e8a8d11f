using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ScaleApp.Redis;
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
            builder => builder.AddRedisClient("redis"), null, ("ConnectionStrings:redis", redis.ConnectionString));
        await ReadinessIsAsync(service, HttpStatusCode.OK);

        await redis.KillAsync();

        await ReadinessIsAsync(service, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/alive")).StatusCode);
        Assert.Contains("\"redis\":\"Unhealthy\"", await (await service.Client.GetAsync("/health")).Content.ReadAsStringAsync());
        await redis.RestartAsync();
        await ReadinessIsAsync(service, HttpStatusCode.OK);
    }

    [RequiresFact("redis-server")]
    public async Task A_service_starts_while_redis_is_away()
    {
        await using var service = await TestService.StartAsync(
            builder => builder.AddRedisClient("redis"), null, ("ConnectionStrings:redis", "127.0.0.1:1"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Client.GetAsync("/health")).StatusCode);
    }

    [RequiresFact("redis-server")]
    public async Task The_last_word_on_the_client_is_the_services()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var service = await TestService.StartAsync(
            builder => builder.AddRedisClient("cache", settings => settings.DisableHealthChecks = true, options => options.ClientName = "me"),
            null, ("ConnectionStrings:cache", redis.ConnectionString));

        var name = await service.App.Services.GetRequiredService<IRedisConnection>()
            .ExecuteAsync(db => db.ExecuteAsync("CLIENT", "GETNAME"), default);

        Assert.Equal("me", (string?)name);
        Assert.DoesNotContain("cache", await service.Client.GetStringAsync("/health"));
    }

    [Fact]
    public async Task A_missing_connection_string_is_named_with_the_setting_to_make()
    {
        var redis = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TestService.StartAsync(builder => builder.AddRedisClient("redis")));

        Assert.Contains("ConnectionStrings:redis", redis.Message);
    }

    [Fact]
    public async Task A_connection_string_that_cannot_be_read_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => TestService.StartAsync(
            builder => builder.AddRedisClient("redis"), null, ("ConnectionStrings:redis", "localhost:6379,nonsense=secret")));

        Assert.Contains("cannot be read", error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    private static Task ReadinessIsAsync(TestService service, HttpStatusCode status) => Eventually.IsAsync(
        async () => (await service.Client.GetAsync("/health")).StatusCode, seen => seen == status, $"readiness is {status}");
}
