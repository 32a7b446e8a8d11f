using ScaleApp.Api.Accounts.Sessions;
using StackExchange.Redis;
using RedisServer = ScaleApp.Tests.Support.RedisServer;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

public sealed class RedisSessionStoreTests(RedisServer server) : SessionStoreTests, IClassFixture<RedisServer>
{
    private ConnectionMultiplexer? _redis;
    private RedisSessionStore? _store;

    private protected override ISessionStore Store => _store!;

    public override async Task InitializeAsync()
    {
        if (Requirement.Find("redis-server") is not null)
        {
            _redis = await RedisMultiplexers.ConnectAsync(server.ConnectionString);
            _store = new RedisSessionStore(_redis, Options);
        }
    }

    public override Task DisposeAsync() => _redis?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    [RequiresFact("redis-server")]
    public async Task Last_session_that_ends_leaves_no_key()
    {
        var session = await CreateAsync();

        await Store.EndAsync(session, default);

        Assert.Empty((RedisResult[])(await server.AdministerAsync("KEYS", $"*{session.Owner}*"))!);
    }

    [RequiresFact("redis-server")]
    public async Task Unused_sessions_expire_with_their_key()
    {
        await CreateAsync();

        var timeToLive = await _redis!.GetDatabase().KeyTimeToLiveAsync($"sessions:{Owner}");

        Assert.InRange(timeToLive!.Value, Idle - TimeSpan.FromMinutes(1), Idle);
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
