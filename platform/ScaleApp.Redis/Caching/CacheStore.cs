using StackExchange.Redis;

namespace ScaleApp.Redis.Caching;

/// <summary>What Redis said of an entry.</summary>
/// <param name="Value">The bytes; null when it has none, or none that counts.</param>
/// <param name="Fresh">Until it is stale; negative or zero when it is.</param>
/// <param name="Left">Until it expires.</param>
/// <param name="Versions">Of its tags.</param>
/// <param name="HasLease">Whether this replica is to fill it.</param>
/// <param name="LeaseLeft">How long somebody else has the lease.</param>
internal sealed record CacheReply(
    byte[]? Value, TimeSpan Fresh, TimeSpan Left, string Versions, bool HasLease, TimeSpan LeaseLeft);

/// <summary>An entry in Redis.</summary>
/// <param name="Partition">Of the key.</param>
/// <param name="Key">The caller's key.</param>
/// <param name="Tags">The caller's tags and the one that all have, in order.</param>
internal sealed record CacheEntry(int Partition, string Key, string[] Tags);

/// <summary>The scripts. Everything here fails with <see cref="RedisUnavailableException"/> while Redis is away.</summary>
internal sealed class CacheStore(IRedisConnection redis, CacheKeys keys)
{
    private static readonly RedisScript ReadScript = Load("read");
    private static readonly RedisScript FillScript = Load("fill");
    private static readonly RedisScript ReleaseScript = Load("release");
    private static readonly RedisScript RemoveScript = Load("remove");
    private static readonly RedisScript RemoveTagScript = Load("remove-tag");
    private static readonly RedisScript SetScript = Load("set");

    public async Task<CacheReply> ReadAsync(CacheEntry entry, string token, TimeSpan lease, CancellationToken ct)
    {
        var reply = (RedisResult[])(await redis.EvaluateAsync(ReadScript, Keys(entry), [token, Milliseconds(lease)], ct))!;

        return new CacheReply((byte[]?)reply[0], Time(reply[1]), Time(reply[2]), (string)reply[3]!, (int)reply[4] == 1, Time(reply[5]));
    }

    /// <summary>False when the lease was voided meanwhile.</summary>
    public async Task<bool> FillAsync(CacheEntry entry, string token, string versions, ReadOnlyMemory<byte> value,
        TimeSpan fresh, TimeSpan lifetime, CancellationToken ct) =>
        (int)await redis.EvaluateAsync(FillScript, Keys(entry),
            [token, versions, value.ToArray(), Milliseconds(fresh), Milliseconds(lifetime), keys.Channel,
                CacheMessage.Filled(entry.Partition, entry.Key)], ct) == 1;

    public Task ReleaseAsync(CacheEntry entry, string token, CancellationToken ct) =>
        redis.EvaluateAsync(ReleaseScript, [keys.Lease(entry.Partition, entry.Key)],
            [token, keys.Channel, CacheMessage.Filled(entry.Partition, entry.Key)], ct);

    /// <summary>Returns the number of the invalidation.</summary>
    public async Task<long> RemoveAsync(int partition, string key, CancellationToken ct) =>
        (long)await redis.EvaluateAsync(RemoveScript,
            [keys.Sequence(partition), keys.Entry(partition, key), keys.Lease(partition, key)],
            [keys.Channel, CacheMessage.Before(partition, CacheEvent.KeyRemoved), CacheMessage.After(key)], ct);

    /// <summary>Returns the number of the invalidation.</summary>
    public async Task<long> RemoveTagAsync(int partition, string tag, TimeSpan lifetime, CancellationToken ct) =>
        (long)await redis.EvaluateAsync(RemoveTagScript, [keys.Sequence(partition), keys.Tag(partition, tag)],
            [keys.Channel, CacheMessage.Before(partition, CacheEvent.TagRemoved), CacheMessage.After(tag), Milliseconds(lifetime)], ct);

    /// <summary>Returns the number of the invalidation that setting is to all other replicas.</summary>
    public async Task<long> SetAsync(CacheEntry entry, ReadOnlyMemory<byte> value, TimeSpan fresh, TimeSpan lifetime,
        CancellationToken ct) =>
        (long)await redis.EvaluateAsync(SetScript, [keys.Sequence(entry.Partition), .. Keys(entry)],
            [keys.Channel, CacheMessage.Before(entry.Partition, CacheEvent.KeyRemoved), CacheMessage.After(entry.Key),
                value.ToArray(), Milliseconds(fresh), Milliseconds(lifetime)], ct);

    /// <summary>The number of each partition's last invalidation; 0 where there was none.</summary>
    public async Task<long[]> SequencesAsync(CancellationToken ct)
    {
        var values = await redis.ExecuteAsync(
            db => Task.WhenAll(Enumerable.Range(0, CacheKeys.Partitions).Select(partition => db.StringGetAsync(keys.Sequence(partition)))), ct);
        return Array.ConvertAll(values, value => value.IsNull ? 0 : (long)value);
    }

    private RedisKey[] Keys(CacheEntry entry) =>
        [keys.Entry(entry.Partition, entry.Key), keys.Lease(entry.Partition, entry.Key),
            .. entry.Tags.Select(tag => keys.Tag(entry.Partition, tag))];

    private static long Milliseconds(TimeSpan time) => Math.Max(1, (long)time.TotalMilliseconds);

    private static TimeSpan Time(RedisResult milliseconds) => TimeSpan.FromMilliseconds((long)milliseconds);

    private static RedisScript Load(string name) => RedisScript.Load(typeof(CacheStore).Assembly, $"Caching/{name}.lua");
}
