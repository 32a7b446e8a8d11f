using Microsoft.Extensions.Caching.Memory;

namespace ScaleApp.Redis.Caching;

/// <summary>A part of what the process remembers: values, tags, and which invalidations it has heard of.</summary>
/// <remarks>
/// <para>
/// Whoever wants to store what was read from elsewhere notes <see cref="Changes"/> before reading: when anything was
/// invalidated meanwhile, the value may be older than that and is not stored.
/// </para>
/// <para>
/// Invalidations are numbered. Messages may overtake one another, so a missing number is waited for, for a moment; when it
/// does not come, all is forgotten.
/// </para>
/// </remarks>
internal sealed class MemoryPartition(long memoryLimit, TimeProvider time) : IDisposable
{
    /// <summary>How long a message may be overtaken by later ones before it counts as lost.</summary>
    public static readonly TimeSpan Overtaking = TimeSpan.FromMilliseconds(100);

    private const int MostMissing = 1_000;
    private const int MostTags = 10_000;

    // What an item takes besides its value, about.
    private const int Overhead = 256;

    private readonly MemoryCache _items = new(new MemoryCacheOptions { SizeLimit = memoryLimit });
    private readonly Dictionary<string, TagState> _tags = new(StringComparer.Ordinal);
    private readonly HashSet<long> _missing = [];
    private readonly Lock _lock = new();
    private long? _highest;
    private long _changes;

    /// <summary>Counts what was invalidated.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public CacheItem? Find(string key, TimeSpan now) =>
        _items.TryGetValue(key, out var found) && found is CacheItem item && item.IsValid(now) ? item : null;

    /// <param name="key">Of the item.</param>
    /// <param name="item">What to store.</param>
    /// <param name="tags">Of the item.</param>
    /// <param name="changes"><see cref="Changes"/> before the value was read.</param>
    /// <param name="now">The time.</param>
    public void Store(string key, CacheItem item, IReadOnlyList<string> tags, long changes, TimeSpan now)
    {
        lock (_lock)
        {
            if (_changes != changes || item.ExpiresAt <= now)
            {
                return;
            }

            if (_tags.Count + tags.Count > MostTags)
            {
                _items.Clear();
                _tags.Clear();
            }

            item.Bind([.. tags.Select(State)]);
            using var entry = _items.CreateEntry(key);
            entry.Value = item;
            entry.Size = item.Size + (key.Length * sizeof(char)) + Overhead;
            entry.AbsoluteExpirationRelativeToNow = item.ExpiresAt - now;
        }
    }

    public void Remove(string key)
    {
        lock (_lock)
        {
            _changes++;
            _items.Remove(key);
        }
    }

    public void RemoveTag(string tag)
    {
        lock (_lock)
        {
            _changes++;
            if (tag is CacheKeys.Everything)
            {
                Flush();
            }
            else if (_tags.TryGetValue(tag, out var state))
            {
                state.Invalidate();
            }
        }
    }

    public void Flush()
    {
        lock (_lock)
        {
            _changes++;
            _items.Clear();
            _tags.Clear();
            _missing.Clear();
        }
    }

    /// <summary>Notes that an invalidation was heard of. False when it was before.</summary>
    public bool Hear(long number)
    {
        lock (_lock)
        {
            if (number <= _highest)
            {
                return _missing.Remove(number);
            }

            Expect(number - 1);
            _highest = number;
            return true;
        }
    }

    /// <summary>The number of the last invalidation that was heard of; null before the first.</summary>
    public long? Highest
    {
        get
        {
            lock (_lock)
            {
                return _highest;
            }
        }
    }

    /// <summary>
    /// Compares with the number of the last invalidation in Redis: those that were not heard of are waited for. When there are
    /// fewer in Redis than were heard of, it has lost data, and all is forgotten.
    /// </summary>
    /// <param name="number">What Redis said.</param>
    /// <param name="heard"><see cref="Highest"/> before it was asked.</param>
    public void Compare(long number, long? heard)
    {
        lock (_lock)
        {
            if (_highest is null || number < heard)
            {
                Flush();
                _highest = number;
            }
            else
            {
                Expect(number);
            }
        }
    }

    public void Dispose() => _items.Dispose();

    /// <summary>Notes as missing what lies between the highest number and this one.</summary>
    private void Expect(long number)
    {
        if (_highest is not { } highest || number <= highest)
        {
            return;
        }

        _highest = number;
        if (number - highest > MostMissing - _missing.Count)
        {
            Flush();
            return;
        }

        for (var missing = highest + 1; missing <= number; missing++)
        {
            _missing.Add(missing);
        }

        _ = FlushUnlessHeardAsync(number);
    }

    private async Task FlushUnlessHeardAsync(long number)
    {
        await Task.Delay(Overtaking, time);
        lock (_lock)
        {
            if (_missing.Any(missing => missing <= number))
            {
                Flush();
            }
        }
    }

    private TagState State(string tag) =>
        _tags.TryGetValue(tag, out var state) ? state : _tags[tag] = new TagState();
}
