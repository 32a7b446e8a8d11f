using Microsoft.AspNetCore.Identity;

namespace ScaleApp.Api.Accounts;

internal static class IdentityResults
{
    /// <summary>For changes that cannot be refused.</summary>
    /// <exception cref="InvalidOperationException">Identity has refused the change.</exception>
    public static void EnsureSucceeded(this IdentityResult result)
    {
        if (!result.Succeeded)
        {
            // The codes alone: descriptions hold addresses.
            throw new InvalidOperationException(
                $"Identity has refused to change an account ({string.Join(", ", result.Errors.Select(error => error.Code))}). "
                + "Validate what was given before, or handle the result.");
        }
    }
}
