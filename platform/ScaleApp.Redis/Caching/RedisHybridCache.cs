using System.Buffers;
using Microsoft.Extensions.Caching.Hybrid;

namespace ScaleApp.Redis.Caching;

/// <summary>The framework's hybrid cache over the process's memory and Redis, one truth for all replicas.</summary>
/// <remarks>
/// <para>
/// A hit in memory asks nobody. A miss asks the source once, however many callers and replicas there are. Once
/// <c>RemoveAsync</c> or <c>RemoveByTagAsync</c> has returned, no replica stores what was read before it, and this one does not
/// serve it; the others stop to as soon as they hear of it, at the latest after <see cref="RedisHybridCacheOptions.PollInterval"/>.
/// </para>
/// <para>
/// While Redis is away reading goes on from memory and the source; removing and setting fail with
/// <see cref="RedisUnavailableException"/>, for nobody could be told. A factory outlives the caller that brought it, because
/// others wait for it: it must use nothing that ends with the caller's request.
/// </para>
/// </remarks>
internal sealed class RedisHybridCache(CacheCore core, CacheSerializers serializers) : HybridCache
{
    // Longer than any entry lives, so that no entry of before a tag's invalidation outlives the tag's version.
    private static readonly TimeSpan LongestExpiration = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public override ValueTask<T> GetOrCreateAsync<TState, T>(string key, TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(factory);
        if (key.Length > core.Options.LongestKey)
        {
            return factory(state, cancellationToken);
        }

        var now = core.Now;
        var flags = options?.Flags ?? HybridCacheEntryFlags.None;
        var partition = CacheKeys.PartitionOf(key);
        if (!flags.HasFlag(HybridCacheEntryFlags.DisableLocalCacheRead)
            && core.Memory[partition].Find(key, now) is CacheItem<T> item)
        {
            if (item.TryBeginRefresh(now))
            {
                var refresh = Fill(new CacheEntry(partition, key, Ordered(tags)), state, factory, options);
                core.InBackground(key, refresh.RefreshAsync);
            }

            core.Metrics.FoundInMemory();
            return new ValueTask<T>(item.Value);
        }

        return GetAsync(new CacheEntry(partition, key, Ordered(tags)), state, factory, options, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask SetAsync<T>(string key, T value, HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var bytes = new ArrayBufferWriter<byte>();
        serializers.For<T>().Serialize(value, bytes);
        if (key.Length > core.Options.LongestKey || bytes.WrittenCount > core.Options.LargestValue)
        {
            await RemoveAsync(key, cancellationToken);
            return;
        }

        var entry = new CacheEntry(CacheKeys.PartitionOf(key), key, Ordered(tags));
        var expiration = Expiration(options);
        var number = await core.Store.SetAsync(entry, bytes.WrittenMemory, expiration * core.Options.StaleAfter, expiration, cancellationToken);
        core.Memory.Apply(new CacheMessage(entry.Partition, CacheEvent.KeyRemoved, number, key));
    }

    /// <inheritdoc/>
    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length <= core.Options.LongestKey)
        {
            var partition = CacheKeys.PartitionOf(key);
            var number = await core.Store.RemoveAsync(partition, key, cancellationToken);
            core.Memory.Apply(new CacheMessage(partition, CacheEvent.KeyRemoved, number, key));
            core.Metrics.Invalidated();
        }
    }

    /// <inheritdoc/>
    public override ValueTask RemoveAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default) =>
        new(Task.WhenAll(keys.Select(key => RemoveAsync(key, cancellationToken).AsTask())));

    /// <inheritdoc/>
    public override ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default) =>
        new(Task.WhenAll(tags.Select(tag => RemoveByTagAsync(tag, cancellationToken).AsTask())));

    /// <inheritdoc/>
    public override async ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        await Task.WhenAll(Enumerable.Range(0, CacheKeys.Partitions).Select(async partition =>
        {
            var number = await core.Store.RemoveTagAsync(partition, tag, LongestExpiration, cancellationToken);
            core.Memory.Apply(new CacheMessage(partition, CacheEvent.TagRemoved, number, tag));
        }));
        core.Metrics.Invalidated();
    }

    private async ValueTask<T> GetAsync<TState, T>(CacheEntry entry, TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options, CancellationToken ct)
    {
        if (options?.Flags?.HasFlag(HybridCacheEntryFlags.DisableUnderlyingData) is true)
        {
            return await PeekAsync<T>(entry).WaitAsync(ct);
        }

        var fill = Fill(entry, state, factory, options);
        var item = await core.Memory.Flights.Join(entry, fill.GetAsync).WaitAsync(ct);
        return item.Value;
    }

    private async Task<T> PeekAsync<T>(CacheEntry entry)
    {
        // With a lease of a millisecond, which holds nobody up.
        var reply = await core.TryAsync<CacheReply?>(
            async store => await store.ReadAsync(entry, "peek", TimeSpan.FromMilliseconds(1), CancellationToken.None), otherwise: null);
        return reply?.Value is { } bytes ? serializers.For<T>().Deserialize(new ReadOnlySequence<byte>(bytes)) : default!;
    }

    private CacheFill<TState, T> Fill<TState, T>(CacheEntry entry, TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options) =>
        new(core, entry, state, factory, Expiration(options), options, serializers.For<T>());

    private TimeSpan Expiration(HybridCacheEntryOptions? options)
    {
        var wanted = options?.Expiration ?? core.Options.Expiration;
        return wanted < LongestExpiration ? wanted : LongestExpiration;
    }

    /// <summary>In one order, so that two callers who name the same tags mean the same entry.</summary>
    private static string[] Ordered(IEnumerable<string>? tags) => tags is null
        ? [CacheKeys.Everything]
        : [CacheKeys.Everything, .. tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
