using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Api.Accounts.Sessions;
using ScaleApp.Api.Limits;

namespace ScaleApp.Api.Accounts;

// Public, because validation skips internal types.

/// <summary>Asks for another password.</summary>
/// <param name="CurrentPassword">The account's password.</param>
/// <param name="NewPassword">Eight characters or more.</param>
public sealed record PasswordChange(
    [Required, Password(MinimumLength = 1)] string CurrentPassword,
    [Required, Password(MinimumLength = 8)] string NewPassword);

/// <summary>The signed-in customer's password.</summary>
internal static class PasswordApi
{
    public static IEndpointRouteBuilder MapPassword(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/api/me/password", Change).WithTags("Accounts")
            .WithSummary("Change the password and sign out everywhere else; a browser stays signed in, with a new session")
            .RequireAuthorization().RequireLimit(LogInThrottle.AddressPolicy)
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);

        return routes;
    }

    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult, LimitRefused>> Change(PasswordChange change,
        LogInThrottle attempts, CustomerAccounts accounts, SessionSignIn signIn, HttpContext context, CancellationToken ct)
    {
        var user = context.User;

        // The password can be guessed here as well.
        var attempt = await attempts.AcquireAsync(user.FindFirstValue(CustomerPrincipal.EmailClaim) ?? "", ct);
        if (!attempt.IsAcquired)
        {
            return new LimitRefused(attempt);
        }

        if (await accounts.ChangePasswordAsync(user.CustomerId(), change, ct) is not { } customer)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["currentPassword"] = ["The password is wrong."] });
        }

        return user.FindSession() is null || await signIn.TryAsync(context, customer, ct) ? TypedResults.NoContent() : SessionSignIn.AccountChanged();
    }
}
