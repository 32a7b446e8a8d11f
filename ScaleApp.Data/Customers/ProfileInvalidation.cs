using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Caching;

namespace ScaleApp.Data.Customers;

/// <summary>The cache key of a customer's profile, and how the entry is invalidated on all replicas.</summary>
public static class ProfileInvalidation
{
    /// <summary>The cache key of a profile, which is its tag as well.</summary>
    public static string KeyOf(int customer) => $"profile:{customer}";

    /// <summary>Adds the invalidation of a profile to the outbox, so that it commits with the change.</summary>
    public static void EnqueueProfileInvalidation(this ShopContext shop, int customer) => shop.EnqueueInvalidation([KeyOf(customer)]);

    /// <summary>Invalidates a profile on every replica. Call it after the change is committed.</summary>
    public static Task InvalidateProfileAsync(this HybridCache cache, int customer, CancellationToken ct) =>
        cache.InvalidateAsync([KeyOf(customer)], ct);
}
