namespace ScaleApp.Data.Carts;

/// <summary>So many of one product in a cart.</summary>
public sealed class CartLine
{
    /// <summary>The customer whose cart it is.</summary>
    public int CustomerId { get; init; }

    /// <summary>The product.</summary>
    public int ProductId { get; init; }

    /// <summary>How many, at least 1.</summary>
    public int Quantity { get; init; }
}
