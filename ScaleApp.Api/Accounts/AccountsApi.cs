using Microsoft.AspNetCore.Authentication;
using ScaleApp.Api.Accounts.Sessions;

namespace ScaleApp.Api.Accounts;

internal static class AccountsApi
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api").WithTags("Accounts");

        group.MapPost("/register", Register).WithSummary("Create an account and sign in")
            .RequireLimit(LogInThrottle.AddressPolicy)
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);
        group.MapPost("/login", LogIn).WithSummary("Sign in and set the session cookie")
            .RequireLimit(LogInThrottle.AddressPolicy)
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        group.MapPost("/logout", LogOut).WithSummary("Sign out: end this session, or the sign-in of the access token, on every replica");
        group.MapPost("/logout/everywhere", LogOutEverywhere).WithSummary("Sign out everywhere: end all sessions and tokens")
            .RequireAuthorization().ProducesProblem(StatusCodes.Status401Unauthorized);
        group.MapPut("/me/password", ChangePassword)
            .WithSummary("Change the password and sign out everywhere else; the browser keeps a new session")
            .RequireAuthorization().RequireLimit(LogInThrottle.AddressPolicy)
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        group.MapGet("/me", GetMe).WithSummary("Get the signed-in customer")
            .RequireAuthorization().RequireLimit(RateLimitOptions.ReadsPolicy).ProducesProblem(StatusCodes.Status401Unauthorized);
    }

    /// <summary>The same whichever of the two is wrong.</summary>
    public static ProblemHttpResult WrongCredentials() =>
        TypedResults.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "The email address or the password is wrong.");

    private static async Task<Results<Created<CurrentCustomer>, ProblemHttpResult>> Register(
        Registration registration, CustomerAccounts accounts, SessionSignIn signIn, HttpContext context, CancellationToken ct)
    {
        if (await accounts.RegisterAsync(registration, ct) is not { } customer)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "An account with this email address exists.");
        }

        return await signIn.TryAsync(context, customer, ct)
            ? TypedResults.Created("/api/me", CurrentCustomer.From(customer))
            : SessionSignIn.AccountChanged();
    }

    private static async Task<Results<Ok<CurrentCustomer>, ProblemHttpResult, LimitRefused>> LogIn(
        Credentials credentials, LogInThrottle attempts, CustomerAccounts accounts, SessionSignIn signIn, HttpContext context, CancellationToken ct)
    {
        var attempt = await attempts.AcquireAsync(credentials.Email, ct);
        if (!attempt.IsAcquired)
        {
            return new LimitRefused(attempt);
        }

        if (await accounts.FindAsync(credentials, ct) is not { } customer)
        {
            return WrongCredentials();
        }

        return await signIn.TryAsync(context, customer, ct) ? TypedResults.Ok(CurrentCustomer.From(customer)) : SessionSignIn.AccountChanged();
    }

    private static async Task<NoContent> LogOut(HttpContext context, SignOutService signOuts, CancellationToken ct)
    {
        if (context.User.FindSession() is { } session)
        {
            await signOuts.EndAsync(context.User.CustomerId(), session, ct);
        }
        else if (context.User.FindTokenFamily() is { } family)
        {
            await signOuts.EndFamilyAsync(family, ct);
        }

        // Also without a session: the cookie of one that has ended goes as well.
        await context.SignOutAsync(AccountSchemes.Session);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> LogOutEverywhere(HttpContext context, SignOutService signOuts, CancellationToken ct)
    {
        await signOuts.EndAllAsync(context.User.CustomerId(), ct);
        await context.SignOutAsync(AccountSchemes.Session);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult, LimitRefused>> ChangePassword(PasswordChange change,
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

    private static Ok<CurrentCustomer> GetMe(ClaimsPrincipal user) => TypedResults.Ok(CurrentCustomer.From(user));
}
