using ScaleApp.Redis;
using ScaleApp.Redis.Sessions;
using ScaleApp.Tests.Support;
using StackExchange.Redis;

namespace ScaleApp.Tests.Redis.Sessions;

public sealed class RedisSessionStoreTests(RedisServer server) : SessionStoreTests, IClassFixture<RedisServer>
{
    private static readonly RedisScript AgeScript = RedisScript.FromText("age",
        """
        for _, field in ipairs({'created', 'seen', 'ends'}) do redis.call('HINCRBY', KEYS[1], field, -ARGV[1]) end
        redis.call('PEXPIRE', KEYS[1], redis.call('PTTL', KEYS[1]) - ARGV[1])
        redis.call('ZINCRBY', KEYS[2], -ARGV[1], ARGV[2])
        """);

    private IRedisConnection? _redis;
    private RedisSessionStore? _store;

    private protected override ISessionStore Store => _store!;

    public override async Task InitializeAsync()
    {
        if (Requirement.Find("redis-server") is not null)
        {
            _redis = await RedisClients.ConnectAsync(server.ConnectionString);
            _store = new RedisSessionStore(_redis, Options);
        }
    }

    public override Task DisposeAsync() => _redis?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    [RequiresFact("redis-server")]
    public async Task A_session_in_use_is_one_command_of_one_round_trip()
    {
        var (id, _) = await SignInAsync();
        await Store.RetrieveAsync(id);
        await server.CommandAsync("CONFIG", "RESETSTAT");

        for (var i = 0; i < 10; i++)
        {
            await Store.RetrieveAsync(id);
        }

        var calls = await server.AdministerAsync("INFO", "commandstats");
        Assert.Contains("cmdstat_evalsha:calls=10,", (string?)calls);
        Assert.DoesNotContain("cmdstat_hset", (string?)calls);
    }

    [RequiresFact("redis-server")]
    public async Task Nothing_is_left_of_owners_whose_sessions_have_all_ended()
    {
        var (_, session) = await SignInAsync();

        await Store.EndAsync(session, default);

        Assert.Empty((RedisResult[])(await server.AdministerAsync("KEYS", $"*{session.Owner}*"))!);
    }

    private protected override Task AgeAsync(SessionId session, TimeSpan by) => _redis!.EvaluateAsync(AgeScript,
        [$"session:{{{session.Owner}}}:{session.Handle}", $"sessions:{{{session.Owner}}}"], [(long)by.TotalMilliseconds, session.Handle], default);
}
