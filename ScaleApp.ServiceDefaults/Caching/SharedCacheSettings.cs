using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using ZiggyCreatures.Caching.Fusion;

namespace ScaleApp.ServiceDefaults.Caching;

/// <summary>The settings of FusionCache that the guarantees in <c>docs/caching.md</c> rest on.</summary>
internal static class SharedCacheSettings
{
    // What a process remembers to tell Redis after an outage. When it is more, entries give way to invalidations, which live longer.
    private const int MaxRecoveryItems = 2_000;

    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(5);

    // A replica that dies while it fills leaves its lock in Redis for longer than anyone should wait.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FillTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public static void Apply(FusionCacheOptions cache, CacheOptions options, bool throwWhenRedisFails)
    {
        cache.CacheKeyPrefix = "cache:";
        cache.AutoRecoveryDelay = RetryDelay;
        cache.AutoRecoveryMaxItems = MaxRecoveryItems;

        // After a failure Redis is left alone for a moment, and requests do not wait for it. A job must fail with every failure.
        cache.DistributedCacheCircuitBreakerDuration = throwWhenRedisFails ? TimeSpan.Zero : RetryDelay;
        cache.BackplaneCircuitBreakerDuration = throwWhenRedisFails ? TimeSpan.Zero : RetryDelay;

        // One for each request during an outage otherwise, with its stack. That Redis is left alone is logged, and who needs it logs why it failed.
        cache.DistributedCacheErrorsLogLevel = LogLevel.Debug;
        cache.FactoryErrorsLogLevel = LogLevel.Debug;
        cache.DistributedLockerErrorsLogLevel = LogLevel.Debug;

        cache.DefaultEntryOptions = new FusionCacheEntryOptions(options.Expiration)
        {
            MemoryCacheDuration = options.MemoryExpiration,
            JitterMaxDuration = Jitter,
            DistributedLockTimeout = LockTimeout,
            IsFailSafeEnabled = true,
            FailSafeMaxDuration = options.StaleExpiration,
            FailSafeThrottleDuration = RetryDelay,
            FactoryHardTimeout = FillTimeout,

            // A query that goes on in the background, as one of an eager refresh, would be stored with the time of its end, so that an
            // invalidation during it went unseen. Eager refresh is off by default.
            AllowTimedOutFactoryBackgroundCompletion = false,
            AllowBackgroundDistributedCacheOperations = false,
            AllowBackgroundBackplaneOperations = false,
            Size = 1,
        };
        cache.DefaultEntryOptionsProvider = new SpreadExpiration(cache.DefaultEntryOptions);

        // When each tag was invalidated. It outlives every entry that may be older, also in memory, and is asked for as often as entries are.
        cache.TagsDefaultEntryOptions = new FusionCacheEntryOptions(TagLifetime(options))
        {
            MemoryCacheDuration = options.MemoryExpiration,
            IsFailSafeEnabled = true,
            FailSafeMaxDuration = TagLifetime(options),
            FailSafeThrottleDuration = RetryDelay,
            SkipDistributedLocker = true,
            AllowBackgroundDistributedCacheOperations = false,
            AllowBackgroundBackplaneOperations = false,
            ReThrowDistributedCacheExceptions = throwWhenRedisFails,
            ReThrowBackplaneExceptions = throwWhenRedisFails,
            Priority = CacheItemPriority.High,
            Size = 1,
        };
    }

    private static TimeSpan TagLifetime(CacheOptions options) => 2 * (options.Expiration + options.StaleExpiration);
}
