using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Api.Accounts;
using ScaleApp.Data;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Administration;

/// <summary>The customers, as administrators read and change them.</summary>
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
            shop.EnqueueProfileInvalidation(customer.Id);
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
