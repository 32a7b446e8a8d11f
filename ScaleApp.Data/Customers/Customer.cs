using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Identity;

namespace ScaleApp.Data.Customers;

/// <summary>A customer and the account that the customer signs in to. The user name is the address.</summary>
public sealed class Customer : IdentityUser<int>
{
    /// <summary>The address mail goes to, in the one spelling that the shop keeps; unique.</summary>
    [NotNull]
    public override required string? Email
    {
        get => base.Email!;
        set => base.Email = value;
    }

    /// <summary>What the customer wants to be called.</summary>
    public required string Name { get; set; }

    /// <summary>Whether the daily digest is wanted. False by default.</summary>
    public bool SubscribesToDigest { get; set; }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The roles that were given to the customer, loaded with every customer.</summary>
    public ICollection<IdentityRole<int>> Roles { get; init; } = [];

    /// <summary>What the customer may do: one of <see cref="CustomerRoles"/>. Queries that project a customer read <see cref="Roles"/>.</summary>
    public string Role => Roles.FirstOrDefault()?.Name ?? CustomerRoles.Customer;
}
