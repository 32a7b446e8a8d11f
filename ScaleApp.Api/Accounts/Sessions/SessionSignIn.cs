using System.Globalization;
using Microsoft.AspNetCore.Authentication;

namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Begins the session of a customer whose password was verified.</summary>
internal sealed class SessionSignIn(SecurityStamps stamps)
{
    /// <summary>Returns false, and begins no session, if the account was changed since the customer was read.</summary>
    public async Task<bool> TryAsync(HttpContext context, Customer customer, CancellationToken ct)
    {
        await context.SignInAsync(AccountSchemes.NewSession,
            CustomerPrincipal.Create(CurrentCustomer.From(customer), AccountSchemes.Session), new AuthenticationProperties { IsPersistent = true });
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

/// <summary>How a device calls itself in the list of sessions: the beginning of its User-Agent.</summary>
internal static class DeviceName
{
    /// <summary>In UTF-16 code units.</summary>
    public const int MaxLength = 200;

    /// <summary>Cut between characters as a reader sees them, never inside one.</summary>
    public static string From(string userAgent)
    {
        if (userAgent.Length <= MaxLength)
        {
            return userAgent;
        }

        var length = 0;
        for (int next; length + (next = StringInfo.GetNextTextElementLength(userAgent, length)) <= MaxLength;)
        {
            length += next;
        }

        return userAgent[..length];
    }
}
