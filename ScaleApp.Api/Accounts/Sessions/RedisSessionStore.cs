using StackExchange.Redis;

namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Sessions in Redis: one hash for each owner, <c>sessions:{owner}</c>, with five fields for each session.</summary>
/// <remarks>
/// A request is one script on one key, which writes only once every <see cref="SessionOptions.SlideInterval"/>. Ending all sessions of an owner
/// deletes the key, so no session that began before can be left over.
/// </remarks>
internal sealed class RedisSessionStore(IConnectionMultiplexer redis, IOptions<SessionOptions> options) : ISessionStore
{
    private static readonly string CreateScript = EmbeddedScript.Read(typeof(RedisSessionStore), "create.lua");
    private static readonly string UseScript = EmbeddedScript.Read(typeof(RedisSessionStore), "use.lua");
    private static readonly string ListScript = EmbeddedScript.Read(typeof(RedisSessionStore), "list.lua");

    // As the scripts name them, before the handle.
    private static readonly string[] Fields = ["ticket:", "device:", "created:", "seen:", "ends:"];

    private readonly RedisValue _idle = (long)options.Value.IdleTimeout.TotalMilliseconds;
    private readonly RedisValue _lifetime = (long)options.Value.Lifetime.TotalMilliseconds;
    private readonly RedisValue _slide = (long)options.Value.SlideInterval.TotalMilliseconds;
    private readonly RedisValue _maxPerOwner = options.Value.MaxPerOwner;

    private IDatabase Database => redis.GetDatabase();

    public Task CreateAsync(SessionId session, byte[] ticket, string device, CancellationToken ct) =>
        RunAsync(CreateScript, session.Owner, [session.Handle, ticket, device, _idle, _lifetime, _maxPerOwner], ct);

    public async Task<byte[]?> UseAsync(SessionId session, CancellationToken ct) =>
        (byte[]?)await RunAsync(UseScript, session.Owner, [session.Handle, _idle, _slide], ct);

    public async Task<IReadOnlyList<SessionInfo>> ListAsync(string owner, CancellationToken ct)
    {
        var rows = (RedisValue[])(await RunAsync(ListScript, owner, [_idle], ct))!;
        return
        [
            .. rows.Chunk(4).Select(row => new SessionInfo(row[0]!, row[1]!, Time(row[2]), Time(row[3])))
                .OrderByDescending(session => session.LastSeenAt).ThenByDescending(session => session.CreatedAt),
        ];
    }

    public async Task<bool> EndAsync(SessionId session, CancellationToken ct) =>
        await Database.HashDeleteAsync(Key(session.Owner), [.. Fields.Select(field => (RedisValue)(field + session.Handle))]).WaitAsync(ct) > 0;

    public Task EndAllAsync(string owner, CancellationToken ct) => Database.KeyDeleteAsync(Key(owner)).WaitAsync(ct);

    private Task<RedisResult> RunAsync(string script, string owner, RedisValue[] arguments, CancellationToken ct) =>
        Database.ScriptEvaluateAsync(script, [Key(owner)], arguments).WaitAsync(ct);

    private static RedisKey Key(string owner) => $"sessions:{owner}";

    private static DateTimeOffset Time(RedisValue milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
}
