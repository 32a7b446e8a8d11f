using System.Collections.Concurrent;

namespace ScaleApp.Redis.RateLimiting;

/// <summary>What this replica knows of the partitions that asked lately: at most so many, then the new ones are not remembered.</summary>
internal sealed class KnownPartitions(int capacity)
{
    private static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Key, KnownPartition> _known = new();
    private readonly Lock _sweeping = new();
    private TimeSpan _sweptAt = -SweepPause;
    private int _count;

    public KnownPartition? Find(RateLimit limit, string partition) => _known.GetValueOrDefault(new Key(limit, partition));

    public KnownPartition? FindOrAdd(RateLimit limit, string partition, TimeSpan now)
    {
        var key = new Key(limit, partition);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (Volatile.Read(ref _count) >= capacity && !TrySweep(now))
        {
            return null;
        }

        known = new KnownPartition(limit);
        if (_known.TryAdd(key, known))
        {
            Interlocked.Increment(ref _count);
            return known;
        }

        return _known.GetValueOrDefault(key);
    }

    /// <summary>Forgets what is of no more use. Looks at all, so it is done once in a while.</summary>
    private bool TrySweep(TimeSpan now)
    {
        lock (_sweeping)
        {
            if (now - _sweptAt >= SweepPause)
            {
                _sweptAt = now;
                foreach (var (key, known) in _known)
                {
                    if (known.UselessAt <= now && _known.TryRemove(key, out _))
                    {
                        Interlocked.Decrement(ref _count);
                    }
                }
            }
        }

        return Volatile.Read(ref _count) < capacity;
    }

    private readonly record struct Key(RateLimit Limit, string Partition);
}
