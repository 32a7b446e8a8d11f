using ScaleApp.ServiceDefaults.Replicas;
using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults.Replicas;

public sealed class ReplicaRegistryTests(RedisServer redis) : TestWithServers("redis-server"), IClassFixture<RedisServer>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly string _service = $"service-{Guid.NewGuid():N}";
    private ConnectionMultiplexer _connection = null!;

    private ReplicaRegistry Registry => new(_connection);

    private string Leases => $"replicas:{{{_service}}}:leases";

    private string Details => $"replicas:{{{_service}}}:details";

    private protected override async Task StartAsync() => _connection = await OwnAsync(ConnectionMultiplexer.ConnectAsync(redis.ConnectionString));

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
    public async Task Expired_replicas_leave_no_key()
    {
        await Registry.RegisterAsync(_service, Replica(1, TimeSpan.FromMilliseconds(300)), default);
        await Registry.RegisterAsync(_service, Replica(2, TimeSpan.FromSeconds(3)), default);
        await Eventually.IsTrueAsync(async () => await Registry.ListAsync(_service, default) is [_], "the first lease ends", TimeSpan.FromSeconds(5));

        await Registry.RegisterAsync(_service, Replica(2, TimeSpan.FromSeconds(3)), default);

        var database = _connection.GetDatabase();
        Assert.Equal((1, 1), (await database.SortedSetLengthAsync(Leases), await database.HashLengthAsync(Details)));
        await Eventually.IsTrueAsync(async () => await database.KeyExistsAsync([Leases, Details]) == 0, "the keys expire", TimeSpan.FromSeconds(10));
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
    public async Task Keys_of_a_service_are_on_one_cluster_node() => Assert.Equal(_connection.HashSlot(Leases), _connection.HashSlot(Details));

    private static RegisteredReplica Replica(int port, TimeSpan lease) =>
        new(new Uri($"http://127.0.0.1:{port}"), $"instance-{port}", default, lease);
}
