using Microsoft.AspNetCore.Identity;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Accounts;

/// <summary>The form in which Identity looks for accounts: the one spelling of the address. Roles are looked for in upper case.</summary>
internal sealed class AddressNormalizer : ILookupNormalizer
{
    // Matches no account: <see cref="AddressValidator"/> refuses what has no spelling.
    private const string None = "";

    // White space around an address comes from the keyboards of phones, which add it after a suggestion.
    public string? NormalizeEmail(string? email) =>
        email is null ? null : EmailAddress.TryNormalize(email.Trim(), out var address) ? address : None;

    public string? NormalizeName(string? name) =>
        name?.Contains('@', StringComparison.Ordinal) is true ? NormalizeEmail(name) : name?.ToUpperInvariant();
}

/// <summary>Lets an account have an address in its one spelling only, and that address as its user name.</summary>
internal sealed class AddressValidator : IUserValidator<Customer>
{
    public Task<IdentityResult> ValidateAsync(UserManager<Customer> manager, Customer user)
    {
        var isValid = EmailAddress.TryNormalize(user.Email, out var address) && address == user.Email && address == user.UserName;
        return Task.FromResult(isValid ? IdentityResult.Success : IdentityResult.Failed(manager.ErrorDescriber.InvalidEmail(user.Email)));
    }
}
