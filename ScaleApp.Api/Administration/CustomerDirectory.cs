using Microsoft.AspNetCore.Identity;
using ScaleApp.Api.Profiles;

namespace ScaleApp.Api.Administration;

internal sealed class CustomerDirectory(ShopContext shop, UserManager<Customer> users, SecurityStamps stamps)
{
    public async Task<CustomerPage> PageAsync(int after, int limit, string? email, CancellationToken ct)
    {
        var wanted = shop.Customers.AsNoTracking().Where(customer => customer.Id > after);
        if (email is not null)
        {
            if (!EmailAddress.TryNormalize(email.Trim(), out var address))
            {
                return new CustomerPage([], Next: null);
            }

            wanted = wanted.Where(customer => customer.NormalizedEmail == address);
        }

        // One more than asked for tells whether there is a next page.
        var found = await Details(wanted.OrderBy(customer => customer.Id).Take(limit + 1)).ToListAsync(ct);
        var items = found.Count > limit ? found[..limit] : found;
        return new CustomerPage(items, found.Count > limit ? items[^1].Id : null);
    }

    /// <summary>Returns null if the customer does not exist.</summary>
    public async Task<CustomerDetails?> ChangeRoleAsync(int id, string role, CancellationToken ct) =>
        Details(await stamps.RenewAsync(id, customer => SetRoleAsync(customer, role), ct));

    /// <summary>Returns null if the customer does not exist.</summary>
    public async Task<CustomerDetails?> LockAsync(int id, DateTimeOffset? until, CancellationToken ct) =>
        Details(await stamps.RenewAsync(id, async customer =>
        {
            (await users.SetLockoutEndDateAsync(customer, until)).EnsureSucceeded();
            return true;
        }, ct));

    private async Task<bool> SetRoleAsync(Customer customer, string role)
    {
        if (customer.Role != role)
        {
            CustomerProfiles.EnqueueInvalidation(shop, customer.Id);
            var result = role is CustomerRoles.Customer
                ? await users.RemoveFromRoleAsync(customer, customer.Role)
                : await users.AddToRoleAsync(customer, role);
            result.EnsureSucceeded();
        }

        // Also without a change the customer is signed out, as the answer says.
        return true;
    }

    private static CustomerDetails? Details(Customer? customer) => customer is null
        ? null
        : new CustomerDetails(customer.Id, customer.Email, customer.Name, customer.Role, customer.LockoutEnd, customer.CreatedAt);

    private static IQueryable<CustomerDetails> Details(IQueryable<Customer> customers) => customers.Select(customer =>
        new CustomerDetails(customer.Id, customer.Email, customer.Name,
            customer.Roles.Select(role => role.Name).FirstOrDefault() ?? CustomerRoles.Customer, customer.LockoutEnd, customer.CreatedAt));
}

/// <summary>What a customer may do from now on.</summary>
/// <param name="Role">customer or administrator.</param>
public sealed record RoleChange(
    [Required, AllowedValues(CustomerRoles.Customer, CustomerRoles.Administrator, ErrorMessage = "The role is customer or administrator.")] string Role);

/// <summary>Whether a customer can sign in.</summary>
/// <param name="Until">Until when the customer cannot; null lifts the lock.</param>
public sealed record Lockout(DateTimeOffset? Until);

/// <summary>Customers, in the order of their numbers.</summary>
/// <param name="Items">The customers of this page.</param>
/// <param name="Next">What the next page comes after; null when this is the last.</param>
public sealed record CustomerPage(IReadOnlyList<CustomerDetails> Items, int? Next);

/// <summary>A customer as administrators see them.</summary>
public sealed record CustomerDetails(int Id, string Email, string Name, string Role, DateTimeOffset? LockedUntil, DateTimeOffset CreatedAt);
