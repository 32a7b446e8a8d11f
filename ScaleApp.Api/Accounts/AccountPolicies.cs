using Microsoft.AspNetCore.Authorization;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Accounts;

/// <summary>Who may do what. Without a name an endpoint's <c>RequireAuthorization()</c> asks for a customer.</summary>
internal static class AccountPolicies
{
    /// <summary>Administrators: customers with that role, and requests with the API key.</summary>
    public const string Administrator = CustomerRoles.Administrator;

    public static void Configure(AuthorizationBuilder authorization) => authorization
        .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireClaim(CustomerPrincipal.IdClaim).Build())
        .AddPolicy(Administrator, policy => policy.RequireRole(CustomerRoles.Administrator));
}
