using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using ScaleApp.ServiceDefaults;
using ScaleApp.ServiceDefaults.Replicas;
using ScaleApp.Tests.Support;

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
    public async Task Stop_withdraws_the_replica_before_the_application_stops()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var service = await StartAsync(redis);
        await using var gateway = await StartAsync(redis, registers: false);
        await RegisteredAsync(service);
        var wasStopping = new TaskCompletionSource<bool>();
        await gateway.App.Services.GetRequiredService<ReplicaRegistry>().SubscribeAsync(
            Service, _ => wasStopping.TrySetResult(service.App.Lifetime.ApplicationStopping.IsCancellationRequested), default);

        await service.App.StopAsync().WaitAsync(Eventually.Default);

        Assert.False(await wasStopping.Task.WaitAsync(Eventually.Default));
        Assert.Empty(await ListAsync(gateway));
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
    public async Task Replica_registers_again_after_Redis_data_loss_and_logs_once()
    {
        await using var redis = await RedisServer.StartAsync();
        using var logs = new RecordedLogs();
        await using var service = await StartAsync(redis, builder => builder.Logging.AddProvider(logs));
        await RegisteredAsync(service);

        await redis.KillAsync();
        await Eventually.IsTrueAsync(() => logs.Count(4011) > 0, "the outage is logged");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => service.Client.GetAsync("/health")));
        await redis.RestartAsync();

        await Eventually.IsTrueAsync(() => logs.Count(4010) == 2, "the replica registers again");
        Assert.Equal(1, logs.Count(4011));
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
        var error = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => TestService.StartAsync(
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
