using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Identity;

namespace ScaleApp.Api.Accounts;

/// <summary>The addresses that an account can have: those that every mail server delivers to, each in one spelling.</summary>
/// <remarks>
/// This is less than RFC 5322 allows. Mail programs disagree on comments, quoted names and address literals, and a name outside ASCII needs
/// SMTPUTF8 at every server on the way. A domain may be written in any script; it is kept as DNS has it, in punycode.
/// </remarks>
internal static class EmailAddress
{
    /// <summary>The longest address that fits into an SMTP command (RFC 5321, 4.5.3.1.3, without the angle brackets).</summary>
    public const int MaxLength = 254;

    private const int MaxNameLength = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~");

    private static readonly SearchValues<char> DomainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>The one spelling of the address; false when mail cannot be delivered to it.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? address)
    {
        address = null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || !IsName(text.AsSpan(0, at)) || !TryNormalizeDomain(text[(at + 1)..], out var domain) || at + 1 + domain.Length > MaxLength)
        {
            return false;
        }

        address = $"{text[..at].ToLowerInvariant()}@{domain}";
        return true;
    }

    private static bool IsName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxNameLength && !name.ContainsAnyExcept(NameCharacters)
        && name[0] != '.' && name[^1] != '.' && !name.Contains("..", StringComparison.Ordinal);

    private static bool TryNormalizeDomain(string text, [NotNullWhen(true)] out string? domain)
    {
        domain = null;

        // The mapping to punycode drops invisible characters, such as a soft hyphen. An address that holds one was not typed by its owner.
        if (text.Length is 0 or > MaxLength || text.Any(IsInvisible))
        {
            return false;
        }

        try
        {
            domain = Idn.GetAscii(text).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return false;
        }

        return IsDomain(domain);
    }

    // Joiners belong to words of some scripts; the mapping to punycode refuses them elsewhere.
    private static bool IsInvisible(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.Control && character is not ('\u200C' or '\u200D');

    /// <summary>A host name with a dot that is not a number: mail is routed by fully qualified names (RFC 5321, 2.3.5), and 127.0.0.1 is none.</summary>
    private static bool IsDomain(string domain) =>
        !domain.AsSpan().ContainsAnyExcept(DomainCharacters) && domain.Split('.') is [.., _, var last] labels
        && labels.All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-') && !last.All(char.IsAsciiDigit);
}

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
