namespace ScaleApp.Api.Cart;

/// <summary>What is in the cart, at today's prices.</summary>
/// <param name="Items">A line for each product, in the order of their numbers.</param>
/// <param name="Total">What all of it costs.</param>
public sealed record CartContent(IReadOnlyList<CartItem> Items, decimal Total);

/// <summary>A line of the cart.</summary>
/// <param name="ProductId">The product's number.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Price">What one unit costs.</param>
/// <param name="Quantity">How many units.</param>
public sealed record CartItem(int ProductId, string Name, decimal Price, int Quantity);
