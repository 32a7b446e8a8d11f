using ScaleApp.ServiceDefaults.Replicas;
using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults.Replicas;

public sealed class ReplicaRegistryTests(RedisServer redis) : TestWithServers("redis-server"), IClassFixture<RedisServer>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly string _service = $"service-{Guid.NewGuid():N}";
    private ConnectionMultiplexer _connection = null!;

    private ReplicaRegistry Registry => new(_connection);

    private protected override async Task StartAsync() => _connection = await OwnAsync(ConnectionMultiplexer.ConnectAsync(redis.ConnectionString));

    [RequiresFact("redis-server")]
    public async Task Registered_replica_is_listed_with_its_details()
    {
        var replica = Replica(1, Long) with { Load = new ReplicaLoad(0.25, 7) };

        Assert.True(await Registry.RegisterAsync(_service, replica, default));
        Assert.False(await Registry.RegisterAsync(_service, replica, default));

        var listed = Assert.Single(await Registry.ListAsync(_service, default));
        Assert.Equal(replica, listed with { Lease = Long });
        Assert.InRange(listed.Lease, Long - TimeSpan.FromSeconds(10), Long);
    }

    [RequiresTheory("redis-server")]
    [InlineData("min-replicas-to-write", "1")]     // writes are refused, as with a full disk
    [InlineData("maxmemory", "1")]
    public async Task List_fails_while_Redis_takes_no_registrations(string setting, string value)
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true");
        var registry = new ReplicaRegistry(connection);
        await registry.RegisterAsync(_service, Replica(1, Long), default);
        var before = await connection.GetServers()[0].ConfigGetAsync(setting);

        await connection.GetServers()[0].ConfigSetAsync(setting, value);
        await Assert.ThrowsAsync<RedisServerException>(() => registry.ListAsync(_service, default));
        await connection.GetServers()[0].ConfigSetAsync(setting, before[0].Value);

        Assert.Single(await registry.ListAsync(_service, default));
    }

    [RequiresFact("redis-server")]
    public async Task Expired_replica_leaves_no_key()
    {
        await Registry.RegisterAsync(_service, Replica(1, TimeSpan.FromMilliseconds(300)), default);
        await Registry.RegisterAsync(_service, Replica(2, Long), default);
        await Eventually.IsTrueAsync(async () => await AddressesAsync() is [_], "the first lease ends", TimeSpan.FromSeconds(5));

        await Registry.RegisterAsync(_service, Replica(2, Long), default);

        var database = _connection.GetDatabase();
        Assert.Equal(1, await database.SortedSetLengthAsync($"replicas:{{{_service}}}:leases"));
        Assert.Equal(1, await database.HashLengthAsync($"replicas:{{{_service}}}:details"));
    }

    [RequiresFact("redis-server")]
    public async Task Service_without_replicas_leaves_no_key()
    {
        await Registry.RegisterAsync(_service, Replica(1, TimeSpan.FromMilliseconds(200)), default);

        await Eventually.IsTrueAsync(
            async () => await _connection.GetDatabase().KeyExistsAsync([$"replicas:{{{_service}}}:leases", $"replicas:{{{_service}}}:details"]) == 0,
            "the keys expire", TimeSpan.FromSeconds(5));
    }

    [RequiresFact("redis-server")]
    public async Task Changes_are_published_once_each()
    {
        var changes = new ConcurrentQueue<ReplicaChange>();
        await Registry.SubscribeAsync(_service, changes.Enqueue, default);
        var replica = Replica(1, Long);

        await Registry.RegisterAsync(_service, replica, default);
        await Registry.RegisterAsync(_service, replica, default);
        Assert.Equal(1, await Registry.WithdrawAsync(_service, replica.Address, default));

        await Eventually.IsTrueAsync(() => changes.Count == 2, "both changes arrive");
        Assert.Equal([new(replica.Address, IsRegistered: true), new(replica.Address, IsRegistered: false)], changes);
        Assert.Empty(await Registry.ListAsync(_service, default));
    }

    [RequiresFact("redis-server")]
    public async Task Keys_of_a_service_are_on_one_cluster_node() => Assert.Equal(
        _connection.HashSlot($"replicas:{{{_service}}}:leases"), _connection.HashSlot($"replicas:{{{_service}}}:details"));

    private static RegisteredReplica Replica(int port, TimeSpan lease) =>
        new(new Uri($"http://127.0.0.1:{port}"), $"instance-{port}", default, lease);

    private async Task<string[]> AddressesAsync() =>
        [.. (await Registry.ListAsync(_service, default)).Select(replica => replica.Address.AbsoluteUri)];
}
