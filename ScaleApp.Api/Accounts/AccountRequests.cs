namespace ScaleApp.Api.Accounts;

/// <summary>Asks for an account.</summary>
/// <param name="Email">Receives the customer's mail and identifies the account. Case does not matter.</param>
/// <param name="Name">The customer's name, as others see it.</param>
/// <param name="Password">Eight characters or more.</param>
public sealed record Registration(
    [Required, StringLength(EmailAddress.MaxLength, MinimumLength = 3), Mailbox] string Email,
    [Required, CustomerName] string Name,
    [Required, Password(MinimumLength = 8)] string Password);

/// <summary>Signs in to an account.</summary>
public sealed record Credentials(
    [Required, StringLength(EmailAddress.MaxLength, MinimumLength = 1)] string Email,
    [Required, Password(MinimumLength = 1)] string Password);

/// <summary>Asks for another password.</summary>
/// <param name="CurrentPassword">The account's password.</param>
/// <param name="NewPassword">Eight characters or more.</param>
public sealed record PasswordChange(
    [Required, Password(MinimumLength = 1)] string CurrentPassword,
    [Required, Password(MinimumLength = 8)] string NewPassword);

/// <summary>Requires an address that mail can be delivered to.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class MailboxAttribute() : ValidationAttribute(
    "Mail cannot be delivered to this address. Write name@domain: the name in ASCII, without spaces, quotes or comments; the domain in full.")
{
    public override bool IsValid(object? value) => value is not string text || EmailAddress.TryNormalize(text, out _);
}

/// <summary>Requires a name that can be shown on one line.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class CustomerNameAttribute : StringLengthAttribute
{
    public CustomerNameAttribute() : base(CustomerName.MaxLength)
    {
        MinimumLength = 1;
        ErrorMessage = "A name has a visible character, {1} characters at most, and no line breaks, control characters or direction marks.";
    }

    public override bool IsValid(object? value) => value is not string text || CustomerName.TryNormalize(text, out _);
}

/// <summary>Bounds the length of a password, in code points of its composed form: the same on every keyboard.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class PasswordAttribute() : StringLengthAttribute(LongestPassword)
{
    private const int LongestPassword = 128;

    public override bool IsValid(object? value) => value is not string text
        || (NormalizedText.TryNormalize(text, out var password) && password.EnumerateRunes().Count() is var length
            && length >= MinimumLength && length <= MaximumLength);
}
