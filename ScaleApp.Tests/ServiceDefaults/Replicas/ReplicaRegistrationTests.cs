using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScaleApp.ServiceDefaults.Replicas;

namespace ScaleApp.Tests.ServiceDefaults.Replicas;

public class ReplicaRegistrationTests
{
    private const string Service = "shop";

    [RequiresFact("redis-server")]
    public async Task Replica_is_registered_once_it_is_ready()
    {
        await using var redis = await RedisServer.StartAsync();
        var isReady = false;
        await using var service = await StartAsync(redis, builder => builder.Services.AddHealthChecks().AddCheck(
            "own", () => Volatile.Read(ref isReady) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(), [HealthTags.Ready]));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Client.GetAsync("/health")).StatusCode);
        Assert.Empty(await ListAsync(service));

        Volatile.Write(ref isReady, true);

        var replica = await RegisteredAsync(service);
        Assert.Equal(service.Client.BaseAddress, replica.Address);
        Assert.Equal("shop-7", replica.Instance);
    }

    [RequiresFact("redis-server")]
    public async Task Replica_started_without_Redis_registers_once_it_is_available()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var service = await StartAsync(redis);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health")).StatusCode);

        await redis.RestartAsync();

        await RegisteredAsync(service);
    }

    [RequiresFact("redis-server")]
    public async Task Replica_that_cannot_withdraw_serves_longer()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var service = await StartAsync(redis);
        await RegisteredAsync(service);
        var step = service.App.Services.GetServices<IDrainStep>().Single();
        await redis.KillAsync();

        Assert.Equal(TimeSpan.FromSeconds(3), await step.LeaveAsync(default));
    }

    [RequiresFact("redis-server")]
    public async Task Heartbeat_carries_the_requests_in_flight()
    {
        await using var redis = await RedisServer.StartAsync();
        var finish = new TaskCompletionSource();
        await using var service = await StartAsync(redis, map: app => app.MapGet("/slow", () => finish.Task));
        var answers = Enumerable.Range(0, 3).Select(_ => service.Client.GetAsync("/slow")).ToArray();

        await Eventually.IsTrueAsync(async () => (await RegisteredAsync(service)).Load.Requests == 3, "three requests are in flight");
        finish.SetResult();
        await Task.WhenAll(answers);
        await Eventually.IsTrueAsync(async () => (await RegisteredAsync(service)).Load.Requests == 0, "no request is in flight");
    }

    [Fact]
    public async Task Replica_named_by_its_host_refuses_the_default_port()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(
        [
            KeyValuePair.Create("ConnectionStrings:redis", (string?)"127.0.0.1:1"),
            KeyValuePair.Create("OTEL_RESOURCE_ATTRIBUTES", (string?)"service.instance.id=shop-7"),
        ]);
        builder.AddServiceDefaults();
        builder.AddRedis();
        builder.AddReplicaRegistration(Service);
        builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.Server.IServer>(new NoServer());
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Contains("shop-7", error.Message);
        Assert.Contains("ASPNETCORE_URLS", error.Message);
    }

    [Theory]
    [InlineData("Replica:Lease", "00:00:01.500", "at least twice")]
    [InlineData("Replica:Address", "http://0.0.0.0:80", "can reach")]
    [InlineData("Replica:Heartbeat", "00:00:00", "Heartbeat")]
    public async Task Wrong_setting_stops_the_start(string name, string value, string message)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync(
            builder =>
            {
                builder.AddRedis();
                builder.AddReplicaRegistration(Service);
            }, null, ("ConnectionStrings:redis", "127.0.0.1:1"), (name, value)));

        Assert.Contains(message, error.Message);
    }

    private static Task<TestService> StartAsync(
        RedisServer redis, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null, bool registers = true) =>
        TestService.StartAsync(
            builder =>
            {
                builder.AddRedis();
                builder.AddReplicaRegistry();
                if (registers)
                {
                    builder.AddReplicaRegistration(Service);
                }

                configure?.Invoke(builder);
            },
            map,
            ("ConnectionStrings:redis", redis.ConnectionString), ("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=shop-7"),
            ("Replica:Heartbeat", "00:00:00.100"), ("Replica:WithdrawalDelay", "00:00:00.050"));

    private static Task<IReadOnlyList<RegisteredReplica>> ListAsync(TestService service) =>
        service.App.Services.GetRequiredService<ReplicaRegistry>().ListAsync(Service, default);

    private static async Task<RegisteredReplica> RegisteredAsync(TestService service) =>
        (await Eventually.IsAsync(() => ListAsync(service), listed => listed.Count == 1, "the replica is registered"))[0];

    private sealed class NoServer : Microsoft.AspNetCore.Hosting.Server.IServer
    {
        public Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();

        public void Dispose()
        {
        }

        public Task StartAsync<TContext>(Microsoft.AspNetCore.Hosting.Server.IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => throw new InvalidOperationException("The server was started.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
