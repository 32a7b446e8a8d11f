namespace ScaleApp.Data.Customers;

/// <summary>Somebody who has an account in the shop.</summary>
public sealed class Customer
{
    /// <summary>The number PostgreSQL gave the customer.</summary>
    public int Id { get; init; }

    /// <summary>The address mail goes to, in lower case; unique.</summary>
    public required string Email { get; set; }

    /// <summary>What the customer wants to be called.</summary>
    public required string Name { get; set; }

    /// <summary>What the customer may do: one of <see cref="CustomerRoles"/>.</summary>
    public string Role { get; set; } = CustomerRoles.Customer;

    /// <summary>The password, hashed by the framework's hasher; null for an account that nobody can sign in to.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Whether the daily digest is wanted. False by default.</summary>
    public bool SubscribesToDigest { get; set; }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
