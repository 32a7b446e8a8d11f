using System.Globalization;
using ScaleApp.Api.Accounts.Sessions;

namespace ScaleApp.Api.Accounts;

/// <summary>The signed-in customer as a principal: the same claims by session and by token.</summary>
internal static class CustomerPrincipal
{
    public const string IdClaim = "sub";
    public const string NameClaim = "name";
    public const string EmailClaim = "email";
    public const string RoleClaim = "role";

    public static ClaimsPrincipal Create(CurrentCustomer customer, string authenticationType) => new(new ClaimsIdentity(
    [
        new Claim(IdClaim, OwnerOf(customer.Id)),
        new Claim(NameClaim, customer.Name),
        new Claim(EmailClaim, customer.Email),
        new Claim(RoleClaim, customer.Role),
    ], authenticationType, NameClaim, RoleClaim));

    public static string OwnerOf(int customerId) => $"{customerId}";

    /// <exception cref="InvalidOperationException">The request has no customer: the endpoint lacks its policy.</exception>
    public static int CustomerId(this ClaimsPrincipal principal) => principal.FindCustomerId()
        ?? throw new InvalidOperationException("The request has no customer. Let the endpoint require authorization.");

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

/// <summary>The signed-in customer.</summary>
public sealed record CurrentCustomer(int Id, string Name, string Email, string Role)
{
    internal static CurrentCustomer From(ClaimsPrincipal principal) => new(principal.CustomerId(), principal.FindFirstValue(CustomerPrincipal.NameClaim) ?? "",
        principal.FindFirstValue(CustomerPrincipal.EmailClaim) ?? "", principal.FindFirstValue(CustomerPrincipal.RoleClaim) ?? "");

    internal static CurrentCustomer From(Customer customer) => new(customer.Id, customer.Name, customer.Email, customer.Role);
}
