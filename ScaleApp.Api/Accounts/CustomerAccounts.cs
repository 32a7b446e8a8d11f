using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace ScaleApp.Api.Accounts;

/// <summary>Opens accounts, and finds and changes them by their passwords.</summary>
internal sealed class CustomerAccounts(
    UserManager<Customer> users, ShopContext shop, ThrottledPasswordHasher passwords, SecurityStamps stamps, TimeProvider time)
{
    /// <summary>Opens an account; null when the address has one already.</summary>
    public async Task<Customer?> RegisterAsync(Registration registration, CancellationToken ct)
    {
        if (!EmailAddress.TryNormalize(registration.Email, out var email) || !CustomerName.TryNormalize(registration.Name, out var name))
        {
            throw new ArgumentException("The registration was not validated.", nameof(registration));
        }

        var customer = new Customer
        {
            UserName = email,
            Email = email,
            Name = name,
            PasswordHash = await passwords.HashAsync(registration.Password, ct),
            CreatedAt = time.GetUtcNow(),
        };
        try
        {
            var result = await users.CreateAsync(customer);
            if (result.Errors.Any(error => error.Code is nameof(IdentityErrorDescriber.DuplicateEmail)))
            {
                return null;
            }

            result.EnsureSucceeded();
            return customer;
        }
        catch (DbUpdateException error) when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Another request registers the address at the same moment.
            return null;
        }
    }

    /// <summary>The customer who has this address and password, or null: in the same time, whichever of the two is wrong.</summary>
    public async Task<Customer?> FindAsync(Credentials credentials, CancellationToken ct)
    {
        var customer = await users.FindByEmailAsync(credentials.Email);
        var result = await passwords.VerifyAsync(customer, credentials.Password, ct);
        if (customer is null || result is PasswordVerificationResult.Failed || await users.IsLockedOutAsync(customer))
        {
            return null;
        }

        if (result is PasswordVerificationResult.SuccessRehashNeeded)
        {
            await RehashAsync(customer, credentials.Password, ct);
        }

        return customer;
    }

    /// <summary>Changes the password and signs the customer out everywhere; null when the current password is wrong.</summary>
    public async Task<Customer?> ChangePasswordAsync(int id, PasswordChange change, CancellationToken ct)
    {
        var verified = await shop.Customers.AsNoTracking().SingleOrDefaultAsync(customer => customer.Id == id, ct);
        if (await passwords.VerifyAsync(verified, change.CurrentPassword, ct) is PasswordVerificationResult.Failed)
        {
            return null;
        }

        var hash = await passwords.HashAsync(change.NewPassword, ct);
        return await stamps.RenewAsync(id, customer =>
        {
            if (customer.SecurityStamp != verified!.SecurityStamp)
            {
                // Another change came first, perhaps of the password that was verified.
                return Task.FromResult(false);
            }

            customer.PasswordHash = hash;
            return Task.FromResult(true);
        }, ct);
    }

    // Not UserManager.CheckPasswordAsync: it gives the account a new security stamp, which would end the customer's other sessions.
    private async Task RehashAsync(Customer customer, string password, CancellationToken ct)
    {
        var hash = await passwords.HashAsync(password, ct);
        await shop.Customers.Where(row => row.Id == customer.Id && row.PasswordHash == customer.PasswordHash)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, hash), ct);
    }
}
