using ScaleApp.Api.Accounts.Sessions;
using StackExchange.Redis;
using RedisServer = ScaleApp.Tests.Support.RedisServer;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

public sealed class RedisSessionStoreTests(RedisServer server) : SessionStoreTests, IClassFixture<RedisServer>, IAsyncLifetime
{
    private ConnectionMultiplexer? _redis;
    private RedisSessionStore? _store;

    private protected override ISessionStore Store => _store!;

    public async Task InitializeAsync()
    {
        _redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        _store = new RedisSessionStore(_redis, Options);
    }

    public Task DisposeAsync() => _redis?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    [RequiresFact("redis-server")]
    public async Task Key_expires_with_unused_sessions_and_goes_with_the_last()
    {
        var session = await CreateAsync();
        var timeToLive = await _redis!.GetDatabase().KeyTimeToLiveAsync($"sessions:{Owner}");

        Assert.InRange(timeToLive!.Value, Idle - TimeSpan.FromMinutes(1), Idle);

        await Store.EndAsync(session, default);
        Assert.False(await _redis.GetDatabase().KeyExistsAsync($"sessions:{Owner}"));
    }

    [RequiresFact("redis-server")]
    public async Task Ended_sessions_are_removed_when_the_next_begins()
    {
        await AgeAsync(await CreateAsync(), Idle);

        var session = await CreateAsync();

        var fields = (await _redis!.GetDatabase().HashKeysAsync($"sessions:{Owner}")).Select(field => (string)field!);
        Assert.Equal(5, fields.Count());
        Assert.All(fields, field => Assert.EndsWith(session.Handle, field, StringComparison.Ordinal));
    }

    private protected override async Task AgeAsync(SessionId session, TimeSpan by)
    {
        foreach (var field in (string[])["created:", "seen:", "ends:"])
        {
            await _redis!.GetDatabase().HashDecrementAsync($"sessions:{session.Owner}", field + session.Handle, (long)by.TotalMilliseconds);
        }
    }
}
