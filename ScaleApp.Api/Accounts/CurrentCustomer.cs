using System.Security.Claims;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Accounts;

/// <summary>The signed-in customer.</summary>
/// <param name="Id">The customer's number.</param>
/// <param name="Name">What the customer is called.</param>
/// <param name="Email">Where the customer gets mail.</param>
/// <param name="Role">What the customer may do: customer or administrator.</param>
public sealed record CurrentCustomer(int Id, string Name, string Email, string Role)
{
    internal static CurrentCustomer From(ClaimsPrincipal principal) => new(principal.CustomerId(), principal.FindFirstValue(CustomerPrincipal.NameClaim) ?? "",
        principal.FindFirstValue(CustomerPrincipal.EmailClaim) ?? "", principal.FindFirstValue(CustomerPrincipal.RoleClaim) ?? "");

    internal static CurrentCustomer From(Customer customer) => new(customer.Id, customer.Name, customer.Email, customer.Role);
}
