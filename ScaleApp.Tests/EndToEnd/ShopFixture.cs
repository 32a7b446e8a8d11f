using Aspire.Hosting.Testing;
using StackExchange.Redis;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>The whole topology of the AppHost, shared by tests that restore what they change.</summary>
public sealed class ShopFixture : IAsyncLifetime
{
    /// <summary>Does not run until a test starts it.</summary>
    internal const string SecondGateway = "second-gateway";

    /// <summary>Requests in flight at a replica that the autoscaler aims at, while it is on.</summary>
    internal const int TargetRequests = 5;

    private Topology? _topology;

    internal Topology Topology => _topology ?? throw new InvalidOperationException("It was not started.");

    internal Uri Address => Topology.Address;

    internal HttpClient CreateClient() => Topology.CreateClient();

    /// <summary>Starts another gateway over the same replicas, and returns when it serves.</summary>
    internal async Task StartSecondGatewayAsync()
    {
        var supervisor = Topology.App.Services.GetRequiredService<ReplicaSupervisor>();
        var resource = Topology.App.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == SecondGateway);
        var started = await supervisor.StartAsync(supervisor.Replicas(resource)[0].Id, CancellationToken.None);
        Assert.True(started.Success, started.Message);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Topology.App.ResourceNotifications.WaitForResourceHealthyAsync(SecondGateway, WaitBehavior.WaitOnResourceUnavailable, limit.Token);
    }

    /// <summary>Removes the registrations of the API's replicas from Redis, as if it were empty.</summary>
    internal async Task ForgetReplicasAsync()
    {
        var options = ConfigurationOptions.Parse((await Topology.App.GetConnectionStringAsync("redis"))!);
        options.AbortOnConnectFail = false;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        await Eventually.IsTrueAsync(
            async () => await redis.GetDatabase().KeyDeleteAsync(["replicas:{api}:leases", "replicas:{api}:details"]) == 2, "the registrations are there, and removed");
    }

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server", "postgres"]) is null)
        {
            _topology = await Topology.StartAsync(Configure);
        }
    }

    public async Task DisposeAsync() => await (_topology?.DisposeAsync() ?? ValueTask.CompletedTask);

    private static void Configure(IDistributedApplicationTestingBuilder builder)
    {
        var redis = builder.CreateResourceBuilder(builder.Resources.OfType<RedisResource>().Single());
        builder.AddProject<Projects.ScaleApp_Gateway>(SecondGateway)
            .WithReference(redis)
            .WithHttpHealthCheck("/health")
            .WithEnvironment("OTEL_SDK_DISABLED", "true")
            .WithExplicitStart();

        // Limits that one client does not reach, but for the one that the checklist and the probe try.
        var api = builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(project => project.Name == "api"));
        foreach (var policy in (string[])["default", "reads", "login", "login-account", "uploads"])
        {
            api.WithEnvironment($"Limits__Policies__{policy}__Permits", "1000000");
        }

        // By requests alone: the processors of the machine are shared with everything else. Faster than for users, so that a test can wait for it.
        var autoscaling = builder.Resources.OfType<ReplicaSetResource>().Single(set => set.Project.Name == "api").Autoscaling;
        (autoscaling.TargetRequests, autoscaling.TargetProcessors) = (TargetRequests, 100);
        autoscaling.Interval = TimeSpan.FromSeconds(1);
        (autoscaling.ScaleDownWindow, autoscaling.Settling) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3));
    }
}

[CollectionDefinition(Name)]
public sealed class ShopTests : ICollectionFixture<ShopFixture>
{
    public const string Name = "The shop's topology";
}
