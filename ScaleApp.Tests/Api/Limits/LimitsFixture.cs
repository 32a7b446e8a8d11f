namespace ScaleApp.Tests.Api.Limits;

/// <summary>Three replicas with low limits; their period is so long that no permit returns while a test runs.</summary>
public sealed class LimitsFixture() : TestWithServers("redis-server", "postgres")
{
    private static readonly string[] Settings =
    [
        "Limits:Policies:default:Permits=500", "Limits:Policies:default:Period=10.00:00:00",
        "Limits:Policies:limited:Permits=100", "Limits:Policies:limited:Period=10.00:00:00",
    ];

    internal List<ApiReplica> Replicas { get; } = [];

    private protected override async Task StartAsync()
    {
        var redis = await OwnAsync(RedisServer.StartAsync());
        var database = await OwnAsync(ShopDatabase.CreateAsync());
        for (var i = 0; i < 3; i++)
        {
            Replicas.Add(await OwnAsync(ApiReplica.StartAsync(redis.ConnectionString, database.ConnectionString, Settings)));
        }
    }
}
