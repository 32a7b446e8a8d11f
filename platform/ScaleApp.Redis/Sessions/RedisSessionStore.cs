using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Redis.Sessions;

/// <summary>Sessions in Redis.</summary>
/// <remarks>
/// <para>
/// <c>session:{owner}:handle</c> is a hash with the ticket and its times, and <c>sessions:{owner}</c> a sorted set of the handles by last use.
/// All keys of an owner share a slot, so each script touches one.
/// </para>
/// <para>Times are Redis' own. Using a session is one script, which writes only once every <see cref="SessionStoreOptions.SlideInterval"/>.</para>
/// </remarks>
public sealed class RedisSessionStore(IRedisConnection redis, IOptions<SessionStoreOptions> options) : SessionStore
{
    private static readonly RedisScript CreateScript = Load("create");
    private static readonly RedisScript UseScript = Load("use");
    private static readonly RedisScript ReplaceScript = Load("replace");
    private static readonly RedisScript EndScript = Load("end");
    private static readonly RedisScript EndAllScript = Load("end-all");
    private static readonly RedisScript ListScript = Load("list");

    private readonly RedisValue _idle = Milliseconds(options.Value.IdleTimeout);
    private readonly RedisValue _lifetime = Milliseconds(options.Value.Lifetime);
    private readonly RedisValue _slide = Milliseconds(options.Value.SlideInterval);
    private readonly RedisValue _maxPerOwner = options.Value.MaxPerOwner;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<SessionInfo>> ListAsync(string owner, CancellationToken ct)
    {
        var rows = (RedisValue[]?)await redis.EvaluateAsync(ListScript, [OwnerKey(owner)], [KeyPrefix(owner)], ct);
        return [.. rows!.Chunk(4).Select(row =>
            new SessionInfo(row[0]!, row[1]!, Time(row[2]), Time(row[3])))];
    }

    /// <inheritdoc/>
    public override async Task<bool> EndAsync(SessionId session, CancellationToken ct) =>
        (bool)await redis.EvaluateAsync(EndScript, Keys(session), [session.Handle], ct);

    /// <inheritdoc/>
    public override async Task<int> EndAllAsync(string owner, CancellationToken ct) =>
        (int)await redis.EvaluateAsync(EndAllScript, [OwnerKey(owner)], [KeyPrefix(owner)], ct);

    /// <inheritdoc/>
    protected override Task CreateAsync(SessionId session, byte[] ticket, string device, CancellationToken ct) =>
        redis.EvaluateAsync(CreateScript, Keys(session),
            [session.Handle, KeyPrefix(session.Owner), ticket, device, _idle, _lifetime, _maxPerOwner], ct);

    /// <inheritdoc/>
    protected override Task ReplaceAsync(SessionId session, byte[] ticket, CancellationToken ct) =>
        redis.EvaluateAsync(ReplaceScript, [Key(session)], [ticket], ct);

    /// <inheritdoc/>
    protected override async Task<byte[]?> UseAsync(SessionId session, CancellationToken ct) =>
        (byte[]?)await redis.EvaluateAsync(UseScript, Keys(session), [session.Handle, _idle, _slide], ct);

    private static RedisKey[] Keys(SessionId session) => [Key(session), OwnerKey(session.Owner)];

    private static RedisKey Key(SessionId session) => $"session:{{{session.Owner}}}:{session.Handle}";

    private static RedisKey OwnerKey(string owner) => $"sessions:{{{owner}}}";

    private static RedisValue KeyPrefix(string owner) => $"session:{{{owner}}}:";

    private static RedisValue Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(RedisValue milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);

    private static RedisScript Load(string name) => RedisScript.Load(typeof(RedisSessionStore).Assembly, $"Sessions/{name}.lua");
}
