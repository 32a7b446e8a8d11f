using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Api.Accounts;

/// <summary>Requires an address that mail can be delivered to.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class MailboxAttribute() : ValidationAttribute(
    "Mail cannot be delivered to this address. Write name@domain: the name in ASCII, without spaces, quotes or comments; the domain in full.")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not string text || EmailAddress.TryNormalize(text, out _);
}

/// <summary>Requires a name that can be shown on one line.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class CustomerNameAttribute : StringLengthAttribute
{
    /// <summary>Bounds the length as well.</summary>
    public CustomerNameAttribute() : base(CustomerName.MaxLength)
    {
        MinimumLength = 1;
        ErrorMessage = "A name has a visible character, {1} characters at most, and no line breaks, control characters or direction marks.";
    }

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not string text || CustomerName.TryNormalize(text, out _);
}

/// <summary>Bounds the length of a password, in code points of its composed form: the same on every keyboard.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class PasswordAttribute() : StringLengthAttribute(LongestPassword)
{
    private const int LongestPassword = 128;

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not string text
        || (NormalizedText.TryNormalize(text, out var password) && password.EnumerateRunes().Count() is var length
            && length >= MinimumLength && length <= MaximumLength);
}
