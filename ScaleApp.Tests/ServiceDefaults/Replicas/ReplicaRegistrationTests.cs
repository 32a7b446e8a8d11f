using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScaleApp.ServiceDefaults.Replicas;

namespace ScaleApp.Tests.ServiceDefaults.Replicas;

public class ReplicaRegistrationTests
{
    private const string Service = "shop";

    [RequiresFact("redis-server")]
    public async Task Replica_is_registered_with_its_load_once_it_is_ready()
    {
        await using var redis = await RedisServer.StartAsync();
        var isReady = false;
        var finish = new TaskCompletionSource();
        await using var service = await StartAsync(redis.ConnectionString, builder => builder.Services.AddHealthChecks().AddCheck(
            "own", () => Volatile.Read(ref isReady) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(), [HealthTags.Ready]),
            app => app.MapGet("/slow", () => finish.Task));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Client.GetAsync("/health")).StatusCode);
        Assert.Empty(await ListAsync(service));

        Volatile.Write(ref isReady, true);

        var replica = await RegisteredAsync(service);
        Assert.Equal(service.Client.BaseAddress, replica.Address);
        Assert.Equal("shop-7", replica.Instance);
        var answers = Enumerable.Range(0, 3).Select(_ => service.Client.GetAsync("/slow")).ToArray();
        await Eventually.IsTrueAsync(async () => (await RegisteredAsync(service)).Load.Requests == 3, "three requests are in flight");
        finish.SetResult();
        await Task.WhenAll(answers);
        await Eventually.IsTrueAsync(async () => (await RegisteredAsync(service)).Load.Requests == 0, "no request is in flight");
    }

    [RequiresFact("redis-server")]
    public async Task Replica_started_without_Redis_registers_once_it_is_available()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var service = await StartAsync(redis.ConnectionString);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health")).StatusCode);

        await redis.RestartAsync();

        await RegisteredAsync(service);
    }

    [RequiresFact("redis-server")]
    public async Task Replica_that_cannot_withdraw_serves_longer()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var service = await StartAsync(redis.ConnectionString);
        await RegisteredAsync(service);
        var step = service.App.Services.GetServices<IDrainStep>().Single();
        await redis.KillAsync();

        Assert.Equal(TimeSpan.FromSeconds(3), await step.LeaveAsync(default));
    }

    [Fact]
    public async Task Replica_named_by_its_host_refuses_the_default_port()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:redis", "127.0.0.1:1"), new("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=shop-7")]);
        builder.AddServiceDefaults();
        builder.AddRedis();
        builder.AddReplicaRegistration(Service);
        builder.WebHost.UseKestrelCore();
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.StartsWith("Replica shop-7 of shop was started without an address", error.Message);
    }

    [Theory]
    [InlineData("Replica:Lease", "00:00:00.150", "at least twice")]
    [InlineData("Replica:Address", "http://0.0.0.0:80", "can reach")]
    [InlineData("Replica:Heartbeat", "00:00:00", "Heartbeat")]
    public async Task Wrong_setting_stops_the_start(string name, string value, string message)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync("127.0.0.1:1", settings: (name, value)));

        Assert.Contains(message, error.Message);
    }

    private static Task<TestService> StartAsync(string redis, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null,
        params (string Name, string Value)[] settings) => TestService.StartAsync(
            builder =>
            {
                builder.AddRedis();
                builder.AddReplicaRegistry();
                builder.AddReplicaRegistration(Service);
                configure?.Invoke(builder);
            },
            map,
            [
                ("ConnectionStrings:redis", redis), ("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=shop-7"),
                ("Replica:Heartbeat", "00:00:00.100"), ("Replica:WithdrawalDelay", "00:00:00.050"), .. settings,
            ]);

    private static Task<IReadOnlyList<RegisteredReplica>> ListAsync(TestService service) =>
        service.App.Services.GetRequiredService<ReplicaRegistry>().ListAsync(Service, default);

    private static async Task<RegisteredReplica> RegisteredAsync(TestService service) =>
        (await Eventually.IsAsync(() => ListAsync(service), listed => listed.Count == 1, "the replica is registered"))[0];
}
