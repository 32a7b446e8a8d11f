using Microsoft.AspNetCore.Authorization;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Accounts;

/// <summary>Who may do what. Without a name an endpoint's <c>RequireAuthorization()</c> asks for a customer.</summary>
internal static class AccountPolicies
{
    /// <summary>Administrators: customers with that role, and whoever has the API key.</summary>
    public const string Administrator = CustomerRoles.Administrator;

    /// <summary>Customers who came with a session: what is kept in one is not there for a token.</summary>
    public const string Session = "session";

    public static void Configure(AuthorizationBuilder authorization) => authorization
        .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireClaim(CustomerPrincipal.IdClaim).Build())
        .AddPolicy(Session, policy => policy.RequireAssertion(context => context.User.FindSession() is not null))
        .AddPolicy(Administrator, policy => policy.RequireRole(CustomerRoles.Administrator));
}
