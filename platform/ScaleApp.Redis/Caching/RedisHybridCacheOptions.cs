using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Redis.Caching;

/// <summary>How a service's cache behaves.</summary>
public sealed class RedisHybridCacheOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Cache";

    /// <summary>Begins all keys; services with the same name share what they cache. Default: <c>cache</c>.</summary>
    [Required, RegularExpression("[a-z0-9-]{1,32}")]
    public string Name { get; set; } = "cache";

    /// <summary>How long an entry is kept where its options do not say. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan Expiration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The part of its expiration after which an entry is stale: it is still served while one replica refreshes it. Default:
    /// 0.8; with 1 nothing is served stale, and callers wait when it has expired.
    /// </summary>
    [Range(0.01, 1)]
    public double StaleAfter { get; set; } = 0.8;

    /// <summary>
    /// How long one replica may take to fill an entry before another may try, and the longest that anybody waits for it.
    /// Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan FillTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often Redis is asked whether an invalidation was missed: memory is no older than this when messages are lost in
    /// silence. Default: 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How old memory may become while Redis cannot be asked at all: whatever is older comes from the source. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan AwayExpiration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most bytes of values that a process keeps in memory. Default: 64 MB.</summary>
    [Range(1_000, long.MaxValue)]
    public long MemoryLimit { get; set; } = 64 * 1024 * 1024;

    /// <summary>Larger values are not cached. Default: 1 MB.</summary>
    [Range(1, 512 * 1024 * 1024)]
    public int LargestValue { get; set; } = 1024 * 1024;

    /// <summary>Longer keys and tags are not cached by. Default: 1,024 characters.</summary>
    [Range(1, 10_000)]
    public int LongestKey { get; set; } = 1_024;
}
