using System.Security.Cryptography;
using System.Text;
using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Api.Catalog;

/// <summary>What was found under a name: the value, or what is needed to fill it.</summary>
/// <param name="Key">Where it is kept.</param>
/// <param name="Version">The catalogue's version when it was looked for; empty when there was none, null when Redis is away.</param>
/// <param name="Value">The value, when it is of that version.</param>
internal readonly record struct CacheEntry(RedisKey Key, string? Version, ReadOnlyMemory<byte>? Value);

/// <summary>Answers about the catalogue, shared by all replicas in Redis for five minutes.</summary>
/// <remarks>
/// <para>
/// One key holds the catalogue's version, and every answer begins with the version it was made under: setting a new
/// version voids all of them, everywhere, at once. An answer is stored only while its version is still the current one, so a
/// slow query never overwrites a newer truth. A hit is one round trip.
/// </para>
/// <para>
/// An update sets a new version before and after it is made, and holds up filling meanwhile. When the process dies in between,
/// the hold runs out by itself and what was filled before is void already.
/// </para>
/// <para>Reading and filling do without Redis while it is away; updating does not, for nobody could be told.</para>
/// </remarks>
internal sealed partial class CatalogCache(IRedisConnection redis, ILogger<CatalogCache> logger)
{
    private const int VersionLength = 16;

    private static readonly RedisKey VersionKey = "{catalog}:version";
    private static readonly RedisKey HoldsKey = "{catalog}:holds";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    // Longer than an update may take: the database's command deadline, and a retry.
    private static readonly TimeSpan HoldLifetime = TimeSpan.FromSeconds(30);

    private static readonly RedisScript FillScript = RedisScript.Load(typeof(CatalogCache).Assembly, "Catalog/fill.lua");
    private static readonly RedisScript BeginScript = RedisScript.Load(typeof(CatalogCache).Assembly, "Catalog/begin-update.lua");
    private static readonly RedisScript EndScript = RedisScript.Load(typeof(CatalogCache).Assembly, "Catalog/end-update.lua");

    public async ValueTask<CacheEntry> ReadAsync(string name, CancellationToken ct)
    {
        RedisKey key = $"{{catalog}}:{name}";
        try
        {
            var values = await redis.ExecuteAsync(db => db.StringGetAsync([VersionKey, key]), ct);
            var version = (string?)values[0] ?? "";
            var bytes = (byte[]?)values[1];
            return bytes is not null && version.Length == VersionLength && IsOf(version, bytes)
                ? new CacheEntry(key, version, bytes.AsMemory(VersionLength))
                : new CacheEntry(key, version, Value: null);
        }
        catch (RedisUnavailableException error)
        {
            LogReadFailed(error.Message);
            return new CacheEntry(key, Version: null, Value: null);
        }
    }

    /// <summary>Stores an answer, unless the catalogue has changed since <paramref name="missed"/> was read.</summary>
    public async Task FillAsync(CacheEntry missed, byte[] value, CancellationToken ct)
    {
        if (missed.Version is null)
        {
            return;
        }

        try
        {
            await redis.EvaluateAsync(FillScript, [missed.Key, VersionKey, HoldsKey],
                [missed.Version, NewVersion(), value, (long)Lifetime.TotalMilliseconds], ct);
        }
        catch (RedisUnavailableException error)
        {
            LogFillFailed(error.Message);
        }
    }

    /// <summary>Voids everything and keeps it from being filled until <see cref="EndUpdateAsync"/>, for 30 s at most.</summary>
    /// <exception cref="RedisUnavailableException">Redis is away; the update must not be made.</exception>
    public async Task<string> BeginUpdateAsync(CancellationToken ct)
    {
        var update = NewVersion();
        await redis.EvaluateAsync(BeginScript, [VersionKey, HoldsKey], [update, (long)HoldLifetime.TotalMilliseconds], ct);
        return update;
    }

    /// <summary>Lets the cache be filled again, with what the update made. Not cancelled with its caller: the update is made.</summary>
    public async Task EndUpdateAsync(string update)
    {
        try
        {
            await redis.EvaluateAsync(EndScript, [VersionKey, HoldsKey], [update, NewVersion()], CancellationToken.None);
        }
        catch (RedisUnavailableException error)
        {
            // The hold runs out by itself, and until then nothing is filled.
            LogEndFailed(error.Message);
        }
    }

    private static bool IsOf(string version, byte[] bytes) =>
        bytes.Length > VersionLength && Ascii.Equals(bytes.AsSpan(0, VersionLength), version);

    // Random, not counted: a counter that Redis lost would give out again a version that old answers still carry.
    private static string NewVersion() => RandomNumberGenerator.GetHexString(VersionLength, lowercase: true);

    [LoggerMessage(6100, LogLevel.Warning, "The cache could not be read, the database answers instead: {Reason}")]
    private partial void LogReadFailed(string reason);

    [LoggerMessage(6101, LogLevel.Warning, "The cache could not be filled: {Reason}")]
    private partial void LogFillFailed(string reason);

    [LoggerMessage(6102, LogLevel.Warning, "The cache stays unfilled for a while, because the end of an update could not be told: {Reason}")]
    private partial void LogEndFailed(string reason);
}
