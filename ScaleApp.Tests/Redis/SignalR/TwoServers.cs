using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.SignalR;

/// <summary>Two servers over one Redis of the test class's own.</summary>
public sealed class TwoServers : IAsyncLifetime, IAsyncDisposable
{
    private readonly RedisServer _redis = new();
    private HubServer<PlainHub>? _first;
    private HubServer<PlainHub>? _second;

    internal HubServer<PlainHub> First => _first ?? throw new InvalidOperationException("Not started.");

    internal HubServer<PlainHub> Second => _second ?? throw new InvalidOperationException("Not started.");

    internal RedisServer Redis => _redis;

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server"]) is null)
        {
            await _redis.InitializeAsync();
            _first = await HubServer<PlainHub>.StartAsync(_redis.ConnectionString);
            _second = await HubServer<PlainHub>.StartAsync(_redis.ConnectionString);
        }
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        await (_first?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_second?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _redis.DisposeAsync();
    }
}
