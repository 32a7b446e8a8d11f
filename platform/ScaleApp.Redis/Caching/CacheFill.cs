using System.Buffers;
using Microsoft.Extensions.Caching.Hybrid;

namespace ScaleApp.Redis.Caching;

/// <summary>How an entry is got that is not in memory: from Redis, from its source, or by waiting for whoever is at it.</summary>
/// <remarks>
/// The source is asked under a lease that Redis gives to one replica, and that an invalidation voids. It outlives the caller
/// that began, because others wait for it.
/// </remarks>
internal sealed class CacheFill<TState, T>(CacheCore core, CacheEntry entry, TState state,
    Func<TState, CancellationToken, ValueTask<T>> factory, TimeSpan expiration, HybridCacheEntryOptions? options,
    IHybridCacheSerializer<T> serializer)
{
    // A message that an entry was filled may be lost: then it is seen by looking.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly string _token = Guid.NewGuid().ToString("N");

    private readonly HybridCacheEntryFlags _flags = options?.Flags ?? HybridCacheEntryFlags.None;

    private MemoryPartition Partition => core.Memory[entry.Partition];

    public async Task<CacheItem<T>> GetAsync()
    {
        if (_flags.HasFlag(HybridCacheEntryFlags.DisableDistributedCacheRead))
        {
            return await FromSourceAsync(Partition.Changes);
        }

        try
        {
            for (var deadline = core.Now + core.Options.FillTimeout; core.Now < deadline;)
            {
                var filled = core.Memory.WaitForFill(entry.Key);
                var changes = Partition.Changes;
                if (await ReadAsync() is not { } reply)
                {
                    return await FromSourceAsync(changes);
                }

                if (reply.Value is { } bytes)
                {
                    return FromRedis(reply, bytes, changes);
                }

                if (reply.HasLease)
                {
                    return await FillAsync(reply.Versions, changes);
                }

                await WaitAsync(filled, reply.LeaseLeft);
            }
        }
        finally
        {
            core.Memory.EndWait(entry.Key);
        }

        // Whoever has the lease takes too long.
        return await FromSourceAsync(Partition.Changes);
    }

    /// <summary>Gets a newer value for one that is stale, unless another replica is at it.</summary>
    public async Task RefreshAsync()
    {
        var changes = Partition.Changes;
        if (await ReadAsync() is not { } reply)
        {
            return;
        }

        if (reply.HasLease)
        {
            await FillAsync(reply.Versions, changes);
        }
        else if (reply is { Value: { } bytes } && reply.Fresh > TimeSpan.Zero)
        {
            FromRedis(reply, bytes, changes);
        }
    }

    private Task<CacheReply?> ReadAsync() => core.TryAsync<CacheReply?>(
        async store => await store.ReadAsync(entry, _token, core.Options.FillTimeout, CancellationToken.None), otherwise: null);

    private CacheItem<T> FromRedis(CacheReply reply, byte[] bytes, long changes)
    {
        core.Metrics.FoundInRedis();
        var value = serializer.Deserialize(new ReadOnlySequence<byte>(bytes));
        if (reply.HasLease)
        {
            core.InBackground(entry.Key, () => FillAsync(reply.Versions, Partition.Changes));
        }

        return Remember(value, bytes, reply.Fresh, reply.Left, changes);
    }

    private async Task<CacheItem<T>> FillAsync(string versions, long changes)
    {
        T value;
        ReadOnlyMemory<byte> bytes;
        try
        {
            value = await AskSourceAsync();
            bytes = Serialize(value);
        }
        catch
        {
            await ReleaseAsync();
            throw;
        }

        var isCached = bytes.Length <= core.Options.LargestValue && !_flags.HasFlag(HybridCacheEntryFlags.DisableDistributedCacheWrite);
        if (!isCached)
        {
            await ReleaseAsync();
            return Unstored(value, bytes);
        }

        var isStored = await core.TryAsync(
            store => store.FillAsync(entry, _token, versions, bytes, Fresh(expiration), expiration, CancellationToken.None), otherwise: false);
        return isStored ? Remember(value, bytes, Fresh(expiration), expiration, changes) : Unstored(value, bytes);
    }

    /// <summary>Without Redis: what is remembered then is soon forgotten, for nobody can tell when it is invalidated.</summary>
    private async Task<CacheItem<T>> FromSourceAsync(long changes)
    {
        var value = await AskSourceAsync();
        var bytes = Serialize(value);
        if (bytes.Length > core.Options.LargestValue)
        {
            return Unstored(value, bytes);
        }

        var lifetime = expiration < core.Options.AwayExpiration ? expiration : core.Options.AwayExpiration;
        return Remember(value, bytes, lifetime, lifetime, changes);
    }

    private async ValueTask<T> AskSourceAsync()
    {
        core.Metrics.AskedSource();
        using var deadline = new CancellationTokenSource(core.Options.FillTimeout, core.Time);
        try
        {
            return await factory(state, deadline.Token);
        }
        catch (OperationCanceledException error) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The source of cache entry '{entry.Key}' did not answer within {core.Options.FillTimeout.TotalSeconds:0.#} s; look at what it " +
                $"waits for, or raise {RedisHybridCacheOptions.Section}:{nameof(RedisHybridCacheOptions.FillTimeout)}.", error);
        }
    }

    private CacheItem<T> Remember(T value, ReadOnlyMemory<byte> bytes, TimeSpan fresh, TimeSpan left, long changes)
    {
        var now = core.Now;
        var local = options?.LocalCacheExpiration is { } wanted && wanted < left ? wanted : left;
        var item = new CacheItem<T>(value, bytes, serializer, now + (fresh > TimeSpan.Zero ? fresh : CacheItem.RefreshPause), now + local);
        if (!_flags.HasFlag(HybridCacheEntryFlags.DisableLocalCacheWrite))
        {
            Partition.Store(entry.Key, item, entry.Tags, changes, now);
        }

        return item;
    }

    private CacheItem<T> Unstored(T value, ReadOnlyMemory<byte> bytes) => new(value, bytes, serializer, core.Now, core.Now);

    private Task<bool> ReleaseAsync() => core.TryAsync(async store =>
    {
        await store.ReleaseAsync(entry, _token, CancellationToken.None);
        return true;
    }, otherwise: false);

    private async Task WaitAsync(Task filled, TimeSpan leaseLeft)
    {
        var longest = leaseLeft > TimeSpan.Zero && leaseLeft < LongestWait ? leaseLeft : LongestWait;
        try
        {
            await filled.WaitAsync(longest, core.Time);
        }
        catch (TimeoutException)
        {
            // Looks again.
        }
    }

    private TimeSpan Fresh(TimeSpan lifetime) => lifetime * core.Options.StaleAfter;

    private ReadOnlyMemory<byte> Serialize(T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        serializer.Serialize(value, buffer);
        return buffer.WrittenMemory;
    }
}
