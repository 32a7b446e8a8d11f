using Microsoft.AspNetCore.Authorization;
using ScaleApp.Api.Administration;

namespace ScaleApp.Api.Accounts;

/// <summary>The ways to sign in.</summary>
internal static class AccountSchemes
{
    /// <summary>Picks one of the others by what the request carries.</summary>
    public const string Any = "Any";

    /// <summary>The cookie of a session.</summary>
    public const string Session = "Session";

    /// <summary>The cookie of a session that a sign-in creates.</summary>
    public const string NewSession = "NewSession";

    /// <summary>An access token in the Authorization header.</summary>
    public const string Token = "Token";

    /// <summary>The scheme of a request. A header that its sender set goes before the cookie that a browser adds by itself.</summary>
    public static string Of(HttpContext context) =>
        context.Request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? Token
        : context.Request.Headers.ContainsKey(ApiKeyHandler.Header) ? ApiKeyHandler.SchemeName
        : Session;
}

/// <summary>Who may do what. Without a name an endpoint's <c>RequireAuthorization()</c> asks for a customer.</summary>
internal static class AccountPolicies
{
    /// <summary>Administrators: customers with that role, and requests with the API key.</summary>
    public const string Administrator = CustomerRoles.Administrator;

    public static void Configure(AuthorizationBuilder authorization) => authorization
        .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireClaim(CustomerPrincipal.IdClaim).Build())
        .AddPolicy(Administrator, policy => policy.RequireRole(CustomerRoles.Administrator));
}
