using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Begins the session of a customer whose password was verified.</summary>
internal sealed class SessionSignIn(SecurityStamps stamps)
{
    /// <summary>Returns false, and begins no session, if the account was changed since the customer was read.</summary>
    public async Task<bool> TryAsync(HttpContext context, Customer customer, CancellationToken ct)
    {
        var properties = new AuthenticationProperties
        {
            IsPersistent = true,
            Items = { [SessionTicketStore.DeviceProperty] = DeviceName.From(context.Request.Headers.UserAgent.ToString()) },
        };
        await context.SignInAsync(
            AccountSchemes.NewSession, CustomerPrincipal.Create(CurrentCustomer.From(customer), AccountSchemes.Session), properties);
        if (await stamps.ConfirmAsync(customer, ct))
        {
            return true;
        }

        await context.SignOutAsync(AccountSchemes.Session);
        return false;
    }

    public static ProblemHttpResult AccountChanged() => TypedResults.Problem(statusCode: StatusCodes.Status401Unauthorized,
        title: "The account was changed during the log-in.", detail: "Sign in again.");
}
