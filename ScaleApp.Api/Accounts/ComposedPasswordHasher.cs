using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Accounts;

/// <summary>Hashes passwords in their composed form (NFC), so they sign in from a keyboard that writes accents as separate characters.</summary>
internal sealed class ComposedPasswordHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<Customer>(options)
{
    public override string HashPassword(Customer user, string password) => base.HashPassword(user, password.Normalize());

    public override PasswordVerificationResult VerifyHashedPassword(Customer user, string hashedPassword, string providedPassword) =>
        base.VerifyHashedPassword(user, hashedPassword, providedPassword.Normalize());
}
