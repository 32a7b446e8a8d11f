using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Api.Accounts;

// Public, because validation passes over records that are internal.

/// <summary>Somebody who wants an account.</summary>
/// <param name="Email">Where mail goes to, and what the account is known by. Capital letters make no difference.</param>
/// <param name="Name">What the customer wants to be called.</param>
/// <param name="Password">Eight characters or more.</param>
public sealed record Registration(
    [Required, StringLength(254, MinimumLength = 3), EmailAddress, RegularExpression(@"[^\s\p{C}]+")] string Email,
    [Required, StringLength(100, MinimumLength = 1), RegularExpression(@"[^\p{Cc}\p{Cs}]+")] string Name,
    [Required, StringLength(128, MinimumLength = 8)] string Password);

/// <summary>Somebody who says who they are.</summary>
/// <param name="Email">The account's address.</param>
/// <param name="Password">The account's password.</param>
public sealed record Credentials(
    [Required, StringLength(254, MinimumLength = 1), RegularExpression(@"[^\p{Cc}\p{Cs}]+")] string Email,
    [Required, StringLength(128, MinimumLength = 1)] string Password);
