using Microsoft.AspNetCore.Identity;

namespace ScaleApp.Api.Accounts;

/// <summary>Renews the security stamp of an account with every change of its password, role or lock-out, and ends what was begun before.</summary>
/// <remarks>
/// Sessions and tokens say what a customer could do when they began, and a request does not ask the database. So a change ends them, and a
/// log-in that overlaps with a change asks for the stamp once more after its session or token is stored: either the log-in finds a new stamp,
/// or the change comes later and ends what the log-in has stored.
/// </remarks>
internal sealed class SecurityStamps(UserManager<Customer> users, ShopContext shop, SignOutService signOuts)
{
    /// <summary>Changes an account and ends its sessions and tokens. Returns null if the account does not exist or was not changed.</summary>
    /// <remarks><paramref name="change"/> changes the customer as the database has it now, or returns false to leave it as it is.</remarks>
    public async Task<Customer?> RenewAsync(int id, Func<Customer, Task<bool>> change, CancellationToken ct)
    {
        // Before the change as well: where sessions cannot be ended the account stays as it is, and a replica that dies before the second
        // time leaves none that allows more.
        await signOuts.EndAllAsync(id, ct);
        if (await CommitAsync(id, change, ct) is not { } customer)
        {
            return null;
        }

        // Don't pass the token: the change is committed.
        await signOuts.EndAllAsync(id, CancellationToken.None);
        return customer;
    }

    /// <summary>Confirms a session or token that was stored; false, and it is ended, when the account was changed during the log-in.</summary>
    public async Task<bool> ConfirmAsync(Customer customer, CancellationToken ct)
    {
        // The lock waits for a change that is not committed yet.
        var current = await shop.Database.SqlQuery<int>(
            $"""
            SELECT id AS "Value" FROM customers WHERE id = {customer.Id} AND security_stamp = {customer.SecurityStamp} FOR SHARE
            """).ToListAsync(ct);
        if (current.Count > 0)
        {
            return true;
        }

        // Don't pass the token: what was stored must not outlive the change.
        await signOuts.EndAllAsync(customer.Id, CancellationToken.None);
        return false;
    }

    private async Task<Customer?> CommitAsync(int id, Func<Customer, Task<bool>> change, CancellationToken ct)
    {
        await using var transaction = await shop.Database.BeginTransactionAsync(ct);

        // Two changes of one account follow each other instead of failing by their concurrency stamps. The customer is read by a statement of
        // its own: the one that waits for the lock sees the roles of before.
        await shop.Database.ExecuteSqlAsync($"SELECT 1 FROM customers WHERE id = {id} FOR NO KEY UPDATE", ct);
        var customer = await shop.Customers.SingleOrDefaultAsync(row => row.Id == id, ct);
        if (customer is null || !await change(customer))
        {
            return null;
        }

        (await users.UpdateSecurityStampAsync(customer)).EnsureSucceeded();
        await transaction.CommitAsync(ct);
        return customer;
    }
}

internal static class IdentityResults
{
    /// <summary>For changes that cannot be refused.</summary>
    /// <exception cref="InvalidOperationException">Identity has refused the change.</exception>
    public static void EnsureSucceeded(this IdentityResult result)
    {
        if (!result.Succeeded)
        {
            // The codes alone: descriptions hold addresses.
            throw new InvalidOperationException(
                $"Identity has refused to change an account ({string.Join(", ", result.Errors.Select(error => error.Code))}). "
                + "Validate what was given before, or handle the result.");
        }
    }
}
