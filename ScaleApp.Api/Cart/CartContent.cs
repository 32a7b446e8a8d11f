namespace ScaleApp.Api.Cart;

/// <summary>What is put into the cart.</summary>
/// <param name="ProductId">Which product.</param>
/// <param name="Quantity">How many units more.</param>
public sealed record CartAddition([property: Range(1, int.MaxValue)] int ProductId, [property: Range(1, CartService.MaxQuantity)] int Quantity = 1);

/// <summary>How many units of a product the cart is to have.</summary>
/// <param name="Quantity">Zero takes it out.</param>
public sealed record CartQuantity([Required, Range(0, CartService.MaxQuantity)] int? Quantity);

/// <summary>What is in the cart, at today's prices.</summary>
/// <param name="Items">A line for each product, in the order of their numbers.</param>
/// <param name="Total">What all of it costs.</param>
public sealed record CartContent(IReadOnlyList<CartItem> Items, decimal Total);

/// <summary>A line of the cart.</summary>
public sealed record CartItem(int ProductId, string Name, decimal Price, int Quantity);
