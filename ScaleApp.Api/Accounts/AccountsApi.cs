using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Data.Customers;
using ScaleApp.Redis.Sessions;

namespace ScaleApp.Api.Accounts;

/// <summary>Registering, signing in by session, and what the signed-in customer sees of it.</summary>
internal static class AccountsApi
{
    public static RouteGroupBuilder MapAccounts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api").WithTags("Accounts");

        group.MapPost("/register", Register).WithSummary("Open an account and sign in")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/login", LogIn).WithSummary("Sign in: the answer sets the session's cookie")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized);
        group.MapPost("/logout", LogOut).WithSummary("End this session, on every replica at once");
        group.MapGet("/me", GetMe).WithSummary("Who is signed in")
            .RequireAuthorization().ProducesProblem(StatusCodes.Status401Unauthorized);

        return group;
    }

    private static async Task<Results<Created<CurrentCustomer>, ProblemHttpResult>> Register(
        Registration registration, CustomerAccounts accounts, HttpContext context, CancellationToken ct) =>
        await accounts.RegisterAsync(registration, ct) is { } customer
            ? TypedResults.Created("/api/me", await SignInAsync(context, customer))
            : TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "The address has an account already.");

    private static async Task<Results<Ok<CurrentCustomer>, ProblemHttpResult>> LogIn(
        Credentials credentials, CustomerAccounts accounts, HttpContext context, CancellationToken ct) =>
        await accounts.FindAsync(credentials, ct) is { } customer
            ? TypedResults.Ok(await SignInAsync(context, customer))
            : TypedResults.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "The address or the password is wrong.");

    private static async Task<NoContent> LogOut(HttpContext context, IAuthenticationService authentication)
    {
        await authentication.SignOutAsync(context, AccountSchemes.Session, properties: null);
        return TypedResults.NoContent();
    }

    private static Ok<CurrentCustomer> GetMe(ClaimsPrincipal user) => TypedResults.Ok(CurrentCustomer.From(user));

    private static async Task<CurrentCustomer> SignInAsync(HttpContext context, Customer customer)
    {
        var principal = CustomerPrincipal.Create(customer, AccountSchemes.Session);
        var properties = new AuthenticationProperties
        {
            IsPersistent = true,
            Items = { [ISessionStore.DeviceProperty] = context.Request.Headers.UserAgent.ToString() },
        };
        await context.SignInAsync(AccountSchemes.Session, principal, properties);

        return CurrentCustomer.From(principal);
    }
}
