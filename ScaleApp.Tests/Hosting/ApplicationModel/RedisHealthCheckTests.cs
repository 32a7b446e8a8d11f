using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScaleApp.Hosting;
using ScaleApp.Hosting.Redis;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class RedisHealthCheckTests
{
    [RequiresFact("redis-server")]
    public async Task A_server_that_answers_is_healthy_and_one_that_refuses_the_password_is_not()
    {
        await using var server = await RedisServer.StartAsync();

        var right = await CheckAsync(server.Port, server.Password);
        var wrong = await CheckAsync(server.Port, "wrong");

        Assert.Equal(HealthStatus.Healthy, right.Status);
        Assert.Equal(HealthStatus.Unhealthy, wrong.Status);
        Assert.Contains("refused the password", wrong.Description);
    }

    [RequiresFact("redis-server")]
    public async Task A_server_that_is_gone_is_unhealthy()
    {
        var server = await RedisServer.StartAsync();
        var port = server.Port;
        await server.DisposeAsync();

        var result = await CheckAsync(port, "any");

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains($"{port}", result.Description);
    }

    [RequiresFact("redis-server")]
    public async Task A_server_that_hangs_is_unhealthy_within_the_deadline()
    {
        await using var server = await RedisServer.StartAsync();
        server.Stop();

        var result = await CheckAsync(server.Port, server.Password).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("within 2 s", result.Description);
        server.Continue();
    }

    private static Task<HealthCheckResult> CheckAsync(int port, string password)
    {
        var builder = Topology.Create();
        var redis = builder.AddRedis("redis", password: builder.AddParameter("pw", password));
        redis.Resource.Allocate(port);
        return new RedisHealthCheck(redis.Resource).CheckHealthAsync(new HealthCheckContext());
    }
}
