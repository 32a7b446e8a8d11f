using System.Globalization;

namespace ScaleApp.Redis.Caching;

/// <summary>What happened to an entry.</summary>
internal enum CacheEvent
{
    /// <summary>It was filled, or its lease given back: who waits for it looks again.</summary>
    Filled,

    /// <summary>It was removed or set.</summary>
    KeyRemoved,

    /// <summary>A tag was invalidated.</summary>
    TagRemoved,
}

/// <summary>A message between replicas: <c>partition kind number name</c>.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Event">What happened.</param>
/// <param name="Number">Of the invalidation; 0 for a fill.</param>
/// <param name="Name">The key, or the tag.</param>
internal readonly record struct CacheMessage(int Partition, CacheEvent Event, long Number, string Name)
{
    private const string Kinds = "fkt";

    /// <summary>The text before the number, which the scripts put in.</summary>
    public static string Before(int partition, CacheEvent what) => $"{partition} {Kinds[(int)what]} ";

    /// <summary>The text after the number.</summary>
    public static string After(string name) => $" {name}";

    public static string Filled(int partition, string key) => $"{Before(partition, CacheEvent.Filled)}0{After(key)}";

    public static bool TryParse(string text, out CacheMessage message)
    {
        message = default;
        if (text.Split(' ', 4) is not [var partition, [var kind], var number, var name]
            || !int.TryParse(partition, CultureInfo.InvariantCulture, out var of) || of is < 0 or >= CacheKeys.Partitions
            || !long.TryParse(number, CultureInfo.InvariantCulture, out var count)
            || !Kinds.Contains(kind, StringComparison.Ordinal))
        {
            return false;
        }

        message = new CacheMessage(of, (CacheEvent)Kinds.IndexOf(kind, StringComparison.Ordinal), count, name);
        return true;
    }
}
