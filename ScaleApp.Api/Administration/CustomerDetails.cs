using System.ComponentModel.DataAnnotations;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Administration;

// Public, because validation passes over records that are internal.

/// <summary>What a customer may do from now on.</summary>
/// <param name="Role">customer or administrator.</param>
public sealed record RoleChange(
    [Required, AllowedValues(CustomerRoles.Customer, CustomerRoles.Administrator, ErrorMessage = "The role is customer or administrator.")] string Role);

/// <summary>Whether a customer can sign in.</summary>
/// <param name="Until">Until when the customer cannot; null lifts the lock.</param>
public sealed record Lockout(DateTimeOffset? Until);

/// <summary>Customers, in the order of their numbers.</summary>
/// <param name="Items">The customers of this page.</param>
/// <param name="Next">What the next page comes after; null when this is the last.</param>
public sealed record CustomerPage(IReadOnlyList<CustomerDetails> Items, int? Next);

/// <summary>A customer as administrators see them.</summary>
/// <param name="Id">The customer's number.</param>
/// <param name="Email">Where they get mail.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Role">customer or administrator.</param>
/// <param name="LockedUntil">Until when they cannot sign in; null when they can.</param>
/// <param name="CreatedAt">When the account was made.</param>
public sealed record CustomerDetails(int Id, string Email, string Name, string Role, DateTimeOffset? LockedUntil, DateTimeOffset CreatedAt);
