using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Api.Accounts;

// Public, because validation skips internal types.

/// <summary>Asks for an account.</summary>
/// <param name="Email">Receives the customer's mail and identifies the account. Case does not matter.</param>
/// <param name="Name">The customer's name, as others see it.</param>
/// <param name="Password">Eight characters or more.</param>
public sealed record Registration(
    [Required, StringLength(EmailAddress.MaxLength, MinimumLength = 3), Mailbox] string Email,
    [Required, CustomerName] string Name,
    [Required, Password(MinimumLength = 8)] string Password);

/// <summary>Signs in to an account.</summary>
/// <param name="Email">The account's address.</param>
/// <param name="Password">The account's password.</param>
public sealed record Credentials(
    [Required, StringLength(EmailAddress.MaxLength, MinimumLength = 1)] string Email,
    [Required, Password(MinimumLength = 1)] string Password);
