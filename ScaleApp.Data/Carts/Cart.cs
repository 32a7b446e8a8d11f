namespace ScaleApp.Data.Carts;

/// <summary>A customer's cart: one for all devices. Its row is locked by each change, so changes of one cart follow each other.</summary>
public sealed class Cart
{
    /// <summary>How long a cart is kept after its last change: as long as a session lasts at most.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>The customer.</summary>
    public int CustomerId { get; init; }

    /// <summary>When it was last changed, by the database's clock.</summary>
    public DateTimeOffset ChangedAt { get; init; }
}
