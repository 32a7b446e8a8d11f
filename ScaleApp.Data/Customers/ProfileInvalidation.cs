using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Data.Customers;

/// <summary>The cache key of a customer's profile, and how the entry is invalidated on all replicas.</summary>
public static class ProfileInvalidation
{
    /// <summary>The cache key of a profile.</summary>
    public static string KeyOf(int customer) => $"profile:{customer}";

    /// <summary>Adds the invalidation of a profile to the outbox, so that it commits with the change.</summary>
    public static void EnqueueProfileInvalidation(this ShopContext shop, int customer) =>
        shop.Enqueue<IProfileInvalidationJob>(job => job.InvalidateAsync(customer, CancellationToken.None));

    /// <summary>Removes a profile from the cache of every replica. Call it after the change is committed.</summary>
    /// <exception cref="Redis.RedisUnavailableException">Redis is unavailable, so other replicas keep their entries.</exception>
    public static ValueTask InvalidateProfileAsync(this HybridCache cache, int customer, CancellationToken ct) =>
        cache.RemoveAsync(KeyOf(customer), ct);
}
