using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data;
using ScaleApp.Data.Caching;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Profiles;

/// <summary>The customers' profiles, from the shared cache or from the database.</summary>
internal sealed class CustomerProfiles(HybridCache cache, IServiceScopeFactory scopes)
{
    /// <summary>Returns null if the customer does not exist.</summary>
    public ValueTask<CustomerProfile?> FindAsync(int customer, CancellationToken ct)
    {
        var key = ProfileInvalidation.KeyOf(customer);
        return cache.ReadAsync(key, key, (scopes, customer), static (state, ct) => ReadAsync(state.scopes, state.customer, ct), ct);
    }

    /// <summary>
    /// Invalidates a profile whose change committed with <see cref="ProfileInvalidation.EnqueueProfileInvalidation"/>. Where Redis does not
    /// hear of it, a worker repeats it.
    /// </summary>
    // Not cancelled with the request: the change is committed.
    public Task InvalidateAsync(int customer) => cache.InvalidateProfileAsync(customer, CancellationToken.None);

    // In a scope of its own: it may run on when the request that began it has ended.
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
}
