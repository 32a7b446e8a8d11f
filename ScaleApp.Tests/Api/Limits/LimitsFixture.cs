using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Limits;

/// <summary>Three replicas with low limits; their period is so long that no permit returns while a test runs.</summary>
public sealed class LimitsFixture : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string[] Settings =
    [
        "Limits:Policies:default:Permits=500", "Limits:Policies:default:Period=10.00:00:00",
        "Limits:Policies:limited:Permits=100", "Limits:Policies:limited:Period=10.00:00:00",
    ];

    private readonly RedisServer _redis = new();
    private readonly ShopDatabase _database = new();

    internal List<ApiReplica> Replicas { get; } = [];

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server", "postgres"]) is not null)
        {
            return;
        }

        await _redis.InitializeAsync();
        await _database.InitializeAsync();
        for (var i = 0; i < 3; i++)
        {
            Replicas.Add(await ApiReplica.StartAsync(_redis.ConnectionString, _database.ConnectionString, Settings));
        }
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        foreach (var replica in Replicas)
        {
            await replica.DisposeAsync();
        }

        await _database.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
