using Microsoft.AspNetCore.Identity;
using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Seeding;

/// <summary>Creates the first administrator, or changes the password.</summary>
/// <param name="Email">The address to sign in with.</param>
/// <param name="Password">Holds from the next migration on, also when it was changed.</param>
public sealed record SeedAdministrator(string Email, string Password);

/// <summary>Makes sure that there is an administrator who can sign in with the configured password.</summary>
public sealed partial class AdministratorSeeder(ShopContext shop, TimeProvider time, ILogger<AdministratorSeeder> logger)
{
    // The key is arbitrary but unique among the advisory locks in this database.
    private const long AdvisoryLock = 0x5CA1_EA99_0003;

    private readonly PasswordHasher<Customer> _hasher = new();

    /// <summary>Opens the account, or gives it the role and the password. Any number of processes may do this at the same time.</summary>
    public async Task EnsureAsync(SeedAdministrator administrator, CancellationToken ct)
    {
        await using var transaction = await shop.Database.BeginTransactionAsync(ct);
        await shop.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AdvisoryLock})", ct);
        var account = await FindOrAddAsync(administrator.Email, ct);
        if (account.Role != CustomerRoles.Administrator)
        {
            account.Roles.Add(await shop.Roles.SingleAsync(role => role.Name == CustomerRoles.Administrator, ct));
            account.SecurityStamp = Guid.NewGuid().ToString();
        }

        // In the composed form (NFC), as at sign-in.
        var password = administrator.Password.Normalize();
        if (account.PasswordHash is null || _hasher.VerifyHashedPassword(account, account.PasswordHash, password) is PasswordVerificationResult.Failed)
        {
            account.PasswordHash = _hasher.HashPassword(account, password);
            account.SecurityStamp = Guid.NewGuid().ToString();
            LogPasswordSet();
        }

        await shop.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<Customer> FindOrAddAsync(string address, CancellationToken ct)
    {
        var email = address.Trim().ToLowerInvariant();
        var account = await shop.Customers.SingleOrDefaultAsync(customer => customer.NormalizedEmail == email, ct);
        if (account is null)
        {
            account = new Customer
            {
                Email = email,
                NormalizedEmail = email,
                UserName = email,
                NormalizedUserName = email,
                Name = "Administrator",
                CreatedAt = time.GetUtcNow(),
            };
            shop.Add(account);
        }

        return account;
    }

    [LoggerMessage(5014, LogLevel.Information, "The administrator has the configured password")]
    private partial void LogPasswordSet();
}
