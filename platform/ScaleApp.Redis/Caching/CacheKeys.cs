using StackExchange.Redis;

namespace ScaleApp.Redis.Caching;

/// <summary>Where things are in Redis. All keys of a partition share a hash tag, so every script has one slot.</summary>
internal sealed class CacheKeys(string name)
{
    /// <summary>How many partitions there are: what is lost in one does not make the others forget.</summary>
    public const int Partitions = 8;

    /// <summary>Every entry has this tag, so that invalidating it invalidates all.</summary>
    public const string Everything = "*";

    private readonly string[] _prefixes = [.. Enumerable.Range(0, Partitions).Select(partition => $"{{{name}:{partition}}}:")];

    /// <summary>Where invalidations and fills are told.</summary>
    public string Channel => name;

    /// <summary>The number of the partition's last invalidation.</summary>
    public RedisKey Sequence(int partition) => $"{_prefixes[partition]}sequence";

    public RedisKey Entry(int partition, string key) => $"{_prefixes[partition]}entry:{key}";

    public RedisKey Lease(int partition, string key) => $"{_prefixes[partition]}lease:{key}";

    public RedisKey Tag(int partition, string tag) => $"{_prefixes[partition]}tag:{tag}";

    /// <summary>The same in every process (FNV-1a), unlike <see cref="string.GetHashCode()"/>.</summary>
    public static int PartitionOf(string key)
    {
        var hash = 2166136261u;
        foreach (var letter in key)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return (int)((hash ^ (hash >> 16)) % Partitions);
    }
}
