using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Data;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Accounts;

/// <summary>The customers' accounts and their passwords.</summary>
internal sealed class CustomerAccounts(ShopContext shop, Passwords passwords, TimeProvider time)
{
    /// <summary>Opens an account; null when the address has one already.</summary>
    public async Task<Customer?> RegisterAsync(Registration registration, CancellationToken ct)
    {
        if (!EmailAddress.TryNormalize(registration.Email, out var email) || !CustomerName.TryNormalize(registration.Name, out var name))
        {
            throw new ArgumentException("The registration was not validated.", nameof(registration));
        }

        var hash = await passwords.HashAsync(registration.Password, ct);

        // Not through the change tracker: to find the address taken is no failure, and the log of one would hold the address.
        var ids = await shop.Database.SqlQuery<int>(
            $"""
            INSERT INTO customers (email, name, password_hash, subscribes_to_digest, created_at)
            VALUES ({email}, {name}, {hash}, false, {time.GetUtcNow()})
            ON CONFLICT (email) DO NOTHING RETURNING id AS "Value"
            """).ToListAsync(ct);
        return ids is [var id] ? new Customer { Id = id, Email = email, Name = name } : null;
    }

    /// <summary>The customer who has this address and password, or null: in the same time, whichever of the two is wrong.</summary>
    public async Task<Customer?> FindAsync(Credentials credentials, CancellationToken ct)
    {
        var customer = await FindAsync(credentials.Email, ct);
        switch (await passwords.VerifyAsync(customer?.PasswordHash, credentials.Password, ct))
        {
            case PasswordVerificationResult.Success:
                return customer;

            case PasswordVerificationResult.SuccessRehashNeeded:
                var hash = await passwords.HashAsync(credentials.Password, ct);
                await shop.Customers.Where(row => row.Id == customer!.Id && row.PasswordHash == customer.PasswordHash)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, hash), ct);
                return customer;

            default:
                return null;
        }
    }

    // White space around an address comes from the keyboards of phones, which add it after a suggestion.
    private async Task<Customer?> FindAsync(string email, CancellationToken ct) => EmailAddress.TryNormalize(email.Trim(), out var address)
        ? await shop.Customers.AsNoTracking().SingleOrDefaultAsync(customer => customer.Email == address, ct)
        : null;
}
