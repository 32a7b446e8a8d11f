namespace ScaleApp.Tests.Support;

/// <summary>Two replicas of the API over the test class's own Redis and database.</summary>
public class ApiFixture() : TestWithServers("redis-server", "postgres")
{
    internal ApiReplica First { get; private set; } = null!;

    internal ApiReplica Second { get; private set; } = null!;

    internal RedisServer Redis { get; private set; } = null!;

    internal ShopDatabase Database { get; private set; } = null!;

    /// <summary>Starts another replica with its own settings.</summary>
    internal Task<ApiReplica> StartReplicaAsync(params string[] settings) =>
        ApiReplica.StartAsync(Redis.ConnectionString, Database.ConnectionString, settings);

    private protected override async Task StartAsync()
    {
        Redis = await OwnAsync(RedisServer.StartAsync());
        Database = await OwnAsync(ShopDatabase.CreateAsync());
        First = await OwnAsync(StartReplicaAsync());
        Second = await OwnAsync(StartReplicaAsync());
    }
}
