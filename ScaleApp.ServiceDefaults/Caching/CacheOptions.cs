using System.ComponentModel.DataAnnotations;

namespace ScaleApp.ServiceDefaults.Caching;

public sealed class CacheOptions
{
    public const string Section = "Cache";

    /// <summary>How long an entry is valid in Redis at most; up to a quarter less, at random, so that entries do not expire together. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Expiration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// After how long a replica asks Redis again for an entry, and for when it was invalidated: so old may an entry be whose invalidation
    /// was lost on its way. Up to five seconds are added at random. Default: 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:50")]
    public TimeSpan MemoryExpiration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an expired entry is kept, to be served while the source is unavailable. Default: 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StaleExpiration { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many entries a replica keeps in memory; each takes two, one of them for its tag. Default: 50,000.</summary>
    [Range(100, 10_000_000)]
    public int MemoryEntries { get; set; } = 50_000;
}
