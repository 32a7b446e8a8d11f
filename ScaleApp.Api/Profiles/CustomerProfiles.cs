using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data;
using ScaleApp.Data.Customers;
using ScaleApp.Redis;

namespace ScaleApp.Api.Profiles;

/// <summary>The customers' profiles, from what all replicas remember, or from the database.</summary>
internal sealed partial class CustomerProfiles(HybridCache cache, IServiceScopeFactory scopes, ILogger<CustomerProfiles> logger)
{
    /// <summary>Returns null if the customer does not exist.</summary>
    public ValueTask<CustomerProfile?> FindAsync(int customer, CancellationToken ct) =>
        cache.GetOrCreateAsync(ProfileInvalidation.KeyOf(customer), (scopes, customer), static (state, ct) => ReadAsync(state.scopes, state.customer, ct),
            cancellationToken: ct);

    /// <summary>Makes every replica forget a profile. Called when a change of the customer is committed.</summary>
    /// <exception cref="Redis.RedisUnavailableException">Redis is away: nobody could be told.</exception>
    public ValueTask ForgetAsync(int customer, CancellationToken ct) => cache.InvalidateProfileAsync(customer, ct);

    /// <summary>
    /// Makes every replica forget a profile whose change committed with <see cref="ProfileInvalidation.EnqueueProfileInvalidation"/>: a
    /// worker does it as soon as Redis is available when it is not now.
    /// </summary>
    public async Task ForgetChangedAsync(int customer)
    {
        try
        {
            // Don't pass a token: the change is committed.
            await cache.InvalidateProfileAsync(customer, CancellationToken.None);
        }
        catch (RedisUnavailableException error)
        {
            LogNotForgotten(error.Message);
        }
    }

    // In a scope of its own, for others may wait for it when the request that began it has ended.
    private static async ValueTask<CustomerProfile?> ReadAsync(IServiceScopeFactory scopes, int id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
        return await shop.Customers.AsNoTracking().Where(customer => customer.Id == id)
            .Select(customer => new CustomerProfile(
                customer.Id, customer.Name, customer.Email, customer.Roles.Select(role => role.Name).FirstOrDefault() ?? CustomerRoles.Customer,
                customer.SubscribesToDigest, customer.CreatedAt))
            .SingleOrDefaultAsync(ct);
    }

    [LoggerMessage(6051, LogLevel.Warning, "A profile was not invalidated on the other replicas; a worker does it when Redis is available: {Reason}")]
    private partial void LogNotForgotten(string reason);
}
