namespace ScaleApp.Api.Profiles;

/// <summary>What the shop knows of a customer, as the customer sees it.</summary>
/// <param name="Id">The customer's number.</param>
/// <param name="Name">What the customer is called.</param>
/// <param name="Email">Where the customer gets mail.</param>
/// <param name="Role">What the customer may do.</param>
/// <param name="SubscribesToDigest">Whether the daily digest is wanted.</param>
/// <param name="CreatedAt">Since when the customer has an account.</param>
public sealed record CustomerProfile(int Id, string Name, string Email, string Role, bool SubscribesToDigest, DateTimeOffset CreatedAt);
