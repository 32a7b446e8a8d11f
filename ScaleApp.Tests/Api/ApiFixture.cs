using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api;

/// <summary>Two replicas of the API over the test class's own Redis and database.</summary>
public sealed class ApiFixture : IAsyncLifetime, IAsyncDisposable
{
    private readonly RedisServer _redis = new();
    private readonly ShopDatabase _database = new();
    private ApiReplica? _first;
    private ApiReplica? _second;

    internal ApiReplica First => _first ?? throw new InvalidOperationException("Not started.");

    internal ApiReplica Second => _second ?? throw new InvalidOperationException("Not started.");

    internal RedisServer Redis => _redis;

    internal ShopDatabase Database => _database;

    /// <summary>Starts another replica with its own settings.</summary>
    internal Task<ApiReplica> StartReplicaAsync(params string[] settings) =>
        ApiReplica.StartAsync(_redis.ConnectionString, _database.ConnectionString, settings);

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server", "postgres"]) is not null)
        {
            return;
        }

        await _redis.InitializeAsync();
        await _database.InitializeAsync();
        _first = await ApiReplica.StartAsync(_redis.ConnectionString, _database.ConnectionString);
        _second = await ApiReplica.StartAsync(_redis.ConnectionString, _database.ConnectionString);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        foreach (var replica in (ApiReplica?[])[_first, _second])
        {
            await (replica?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await _database.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
