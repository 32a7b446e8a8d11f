using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.Tests.ServiceDefaults;

public class HealthTests
{
    [RequiresFact("redis-server")]
    public async Task Unavailable_Redis_shows_in_dependencies_and_leaves_the_service_ready()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var service = await TestService.StartAsync(
            builder => builder.AddRedis(), null, ("ConnectionStrings:redis", redis.ConnectionString));
        await DependenciesAreAsync(service, HttpStatusCode.OK);

        await redis.KillAsync();

        await DependenciesAreAsync(service, HttpStatusCode.ServiceUnavailable);
        var report = await (await service.Client.GetAsync("/health/dependencies")).Content.ReadAsStringAsync();
        Assert.Equal("""{"status":"Unhealthy","checks":{"StackExchange.Redis":"Unhealthy"}}""", report);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/alive")).StatusCode);
        await redis.RestartAsync();
        await DependenciesAreAsync(service, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Hanging_dependency_is_checked_once_and_gives_503()
    {
        var asked = 0;
        await using var service = await TestService.StartAsync(builder => builder.Services.AddHealthChecks().AddAsyncCheck("hung", async () =>
        {
            Interlocked.Increment(ref asked);
            await Task.Delay(Timeout.Infinite);
            return HealthCheckResult.Healthy();
        }));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.Client.GetAsync("/health/dependencies")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Assert.Equal(1, asked);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health")).StatusCode);
    }

    [Fact]
    public async Task Healthy_dependency_is_checked_at_most_once_a_second()
    {
        var asked = 0;
        var time = new FakeTimeProvider();
        await using var service = await TestService.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.AddHealthChecks().AddCheck("counted", () =>
            {
                Interlocked.Increment(ref asked);
                return HealthCheckResult.Degraded();
            });
        });

        Assert.Equal("""{"status":"Degraded","checks":{"counted":"Degraded"}}""", await service.Client.GetStringAsync("/health/dependencies"));
        await service.Client.GetStringAsync("/health/dependencies");
        Assert.Equal(1, asked);
        time.Advance(TimeSpan.FromSeconds(1));
        await service.Client.GetStringAsync("/health/dependencies");

        Assert.Equal(2, asked);
    }

    private static Task DependenciesAreAsync(TestService service, HttpStatusCode status) => Eventually.IsAsync(
        async () => (await service.Client.GetAsync("/health/dependencies")).StatusCode, seen => seen == status, $"dependencies are {status}");
}
