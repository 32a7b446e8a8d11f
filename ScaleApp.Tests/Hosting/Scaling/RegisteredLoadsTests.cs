using ScaleApp.Hosting.Scaling;
using ScaleApp.ServiceDefaults.Replicas;
using ScaleApp.Tests.Support;
using RegisteredLoad = ScaleApp.ServiceDefaults.Replicas.ReplicaLoad;

namespace ScaleApp.Tests.Hosting.Scaling;

public class RegisteredLoadsTests(RedisServer server) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Loads_are_read_as_services_register_them()
    {
        await using var redis = await RedisMultiplexers.ConnectAsync(server.ConnectionString);
        var registry = new ReplicaRegistry(redis);
        await registry.RegisterAsync("api", Replica(1, new RegisteredLoad(0.25, 3)), default);
        await registry.RegisterAsync("api", Replica(2, new RegisteredLoad(1.5, 0)), default);

        var loads = await RegisteredLoads.ReadAsync(redis, "api", default);

        Assert.Equal([(0.25, 3), (1.5, 0)], loads.Select(load => (load.Processors, load.Requests)).Order());
        Assert.Empty(await RegisteredLoads.ReadAsync(redis, "other", default));
    }

    private static RegisteredReplica Replica(int port, RegisteredLoad load) =>
        new(new Uri($"http://127.0.0.1:{port}"), $"api-{port}", load, TimeSpan.FromMinutes(1));
}
