using System.Buffers;
using Microsoft.Extensions.Caching.Hybrid;

namespace ScaleApp.Redis.Caching;

/// <summary>A cached value in memory.</summary>
/// <param name="staleAt">When it is to be refreshed, by the process's clock.</param>
/// <param name="expiresAt">When it is not served any more.</param>
internal abstract class CacheItem(TimeSpan staleAt, TimeSpan expiresAt)
{
    /// <summary>How soon a refresh is tried again that failed, or that another replica is at.</summary>
    public static readonly TimeSpan RefreshPause = TimeSpan.FromSeconds(1);

    private TagState[] _tags = [];
    private long[] _versions = [];
    private long _staleAt = staleAt.Ticks;

    /// <summary>Bytes.</summary>
    public abstract int Size { get; }

    public TimeSpan ExpiresAt => expiresAt;

    /// <summary>Notes the tags as they are now. Called once, before others see the item.</summary>
    public void Bind(TagState[] tags) => (_tags, _versions) = (tags, Array.ConvertAll(tags, tag => tag.Version));

    public bool IsValid(TimeSpan now)
    {
        for (var i = 0; i < _tags.Length; i++)
        {
            if (_tags[i].Version != _versions[i])
            {
                return false;
            }
        }

        return now < expiresAt;
    }

    /// <summary>True for one caller, when it is stale; for another one after a pause, if it then still is.</summary>
    public bool TryBeginRefresh(TimeSpan now)
    {
        var stale = Interlocked.Read(ref _staleAt);
        return now.Ticks >= stale && Interlocked.CompareExchange(ref _staleAt, (now + RefreshPause).Ticks, stale) == stale;
    }
}

/// <inheritdoc/>
internal sealed class CacheItem<T> : CacheItem
{
    private readonly IHybridCacheSerializer<T> _serializer;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly T? _value;

    public CacheItem(T value, ReadOnlyMemory<byte> bytes, IHybridCacheSerializer<T> serializer, TimeSpan staleAt, TimeSpan expiresAt)
        : base(staleAt, expiresAt)
    {
        _serializer = serializer;
        Size = bytes.Length;
        if (Immutability<T>.IsKnown)
        {
            _value = value;
        }
        else
        {
            _bytes = bytes;
        }
    }

    public override int Size { get; }

    /// <summary>The one object that all callers share, or an object of the caller's own.</summary>
    public T Value => Immutability<T>.IsKnown ? _value! : _serializer.Deserialize(new ReadOnlySequence<byte>(_bytes));
}

/// <summary>A tag that entries in memory have.</summary>
internal sealed class TagState
{
    private long _version;

    public long Version => Volatile.Read(ref _version);

    public void Invalidate() => Interlocked.Increment(ref _version);
}
