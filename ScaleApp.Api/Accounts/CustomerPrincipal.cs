using System.Globalization;
using System.Security.Claims;
using ScaleApp.Api.Accounts.Sessions;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Accounts;

/// <summary>The signed-in customer as a principal: the same claims by session and by token.</summary>
internal static class CustomerPrincipal
{
    /// <summary>The customer's number.</summary>
    public const string IdClaim = "sub";

    /// <summary>What the customer is called.</summary>
    public const string NameClaim = "name";

    /// <summary>Where the customer gets mail.</summary>
    public const string EmailClaim = "email";

    /// <summary>One of <see cref="CustomerRoles"/>.</summary>
    public const string RoleClaim = "role";

    /// <summary>The principal of a customer who has signed in.</summary>
    public static ClaimsPrincipal Create(CurrentCustomer customer, string authenticationType) => new(new ClaimsIdentity(
    [
        new Claim(IdClaim, OwnerOf(customer.Id)),
        new Claim(NameClaim, customer.Name),
        new Claim(EmailClaim, customer.Email),
        new Claim(RoleClaim, customer.Role),
    ], authenticationType, NameClaim, RoleClaim));

    /// <summary>The customer as the owner of sessions.</summary>
    public static string OwnerOf(int customerId) => customerId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The customer's number.</summary>
    /// <exception cref="InvalidOperationException">The request has no customer: the endpoint lacks its policy.</exception>
    public static int CustomerId(this ClaimsPrincipal principal) => principal.FindCustomerId()
        ?? throw new InvalidOperationException("The request has no customer. Let the endpoint require authorization.");

    /// <summary>The customer's number, or null when the request has no customer.</summary>
    public static int? FindCustomerId(this ClaimsPrincipal principal) =>
        int.TryParse(principal.FindFirst(IdClaim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The session that the request belongs to, or null when it came with a token.</summary>
    public static SessionId? FindSession(this ClaimsPrincipal principal) =>
        principal.Identity?.AuthenticationType == AccountSchemes.Session
        && principal.FindFirst(IdClaim) is { } owner && principal.FindFirst(SessionId.ClaimType) is { } handle
            ? new SessionId(owner.Value, handle.Value)
            : null;

    /// <summary>The log-in that the request's access token came from, or null when it came with none.</summary>
    public static Guid? FindTokenFamily(this ClaimsPrincipal principal) =>
        principal.Identity?.AuthenticationType == AccountSchemes.Token
        && Guid.TryParse(principal.FindFirst(SessionId.ClaimType)?.Value, out var family)
            ? family
            : null;
}
